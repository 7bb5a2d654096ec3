import type { Flags } from '../client/flags.js'
import type { Log } from '../events/log.js'
import type { WaitUntil } from '../metrics/wait-until.js'
import type { WithProvider } from '../providers/default-provider.js'
import type { TargetRequest } from '../visitor/attributes.js'
import { targetFrom } from '../visitor/check.js'
import { createVisitorReader, type Visitor } from '../visitor/recipe.js'
import { anonymousCookie, type CookieFormat } from './anonymous-cookie.js'
import { createClients } from './clients.js'
import { checkOptions, type RequestFlagsOptions } from './options.js'

/** One request, as an adapter hands it over. */
export interface RequestInput<Context> {
  /** The web's request, which has the visitor's headers and cookies and, on Cloudflare, `cf`. */
  readonly request: Request
  /** What the app's `target` function is called with. Pass the request if your framework has no context of its own. */
  readonly context: Context
  /** The bindings, with the store, the keys and the URLs. Default: none, so that every flag falls back. */
  readonly env?: object | null | undefined
  /** Keeps work going after the response. It may throw. Default: none; the work goes on if the runtime lets it. */
  readonly waitUntil?: WaitUntil | undefined
}

/** One request's flags, and the cookie that its response needs. */
export interface RequestFlags {
  /** The visitor's flags, all from one snapshot. */
  readonly flags: Flags
  /** The `Set-Cookie` header to add to the response. Undefined if the visitor needs no new cookie. */
  readonly setCookie: string | undefined
}

/**
 * Finds a request's flags. Returns a promise only if the isolate has no snapshot yet, so that it must read the store.
 * Never throws, and its promise never rejects.
 */
export type ServeRequest<Context> = (input: RequestInput<Context>) => RequestFlags | Promise<RequestFlags>

type ReadVisitor<Context> = (from: TargetRequest, log: Log, context: Context) => Visitor

const NO_BINDINGS = {}

const goOn: WaitUntil = () => {}

/**
 * What all adapters share: checked options, one client for each set of bindings, one target for each request.
 *
 * @param cookies how cookies are read and written
 * @param caller the function that the user called, for messages
 * @throws TypeError if an option cannot work
 * @throws SnapshotError if this version cannot read the bundled snapshot
 */
export const createServeRequest = <Context>(
  options: WithProvider<RequestFlagsOptions<Context>>,
  cookies: CookieFormat,
  caller: string,
): ServeRequest<Context> => {
  checkOptions(options, caller, cookies)
  const clientOf = createClients(options)
  const { target = {} } = options
  const anonymous = typeof target === 'function' ? undefined : target.anonymous
  const readVisitor: ReadVisitor<Context> =
    typeof target === 'function'
      ? (_, log, context) => ({ target: targetFrom(() => target(context), log) })
      : createVisitorReader(target)

  return ({ request, context, env, waitUntil = goOn }) => {
    const client = clientOf(env ?? NO_BINDINGS)
    const { cache, log } = client
    const cookie = (name: string) => {
      const header = request.headers.get('Cookie')
      return header ? cookies.read(header, name) : undefined
    }
    const serve = (loaded: boolean): RequestFlags => {
      const visitor = readVisitor({ request, cookie }, log, context)
      return {
        flags: client.view(visitor.target, waitUntil, loaded),
        setCookie: visitor.newId && anonymousCookie(cookies, visitor.newId, anonymous),
      }
    }
    return cache.mustLoad ? cache.load().then(() => serve(true)) : serve(false)
  }
}
