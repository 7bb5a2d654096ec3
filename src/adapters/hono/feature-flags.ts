import type { Context, MiddlewareHandler } from 'hono'
import { parse, serialize } from 'hono/utils/cookie'
import type { Flags } from '../../client/flags.js'
import type { CookieFormat } from '../../request/anonymous-cookie.js'
import { createServeRequest, type RequestFlags } from '../../request/serve-request.js'
import type { FeatureFlagsOptions } from './options.js'

/**
 * What the middleware adds to a Hono app's environment.
 *
 * @example
 * const app = new Hono<FlagsEnv>()
 * const withBindings = new Hono<FlagsEnv & { Bindings: { DB: D1Database } }>()
 */
export interface FlagsEnv {
  Variables: { flags: Flags }
}

const honoCookies: CookieFormat = { read: (header, name) => parse(header, name)[name], write: serialize }

/**
 * Feature flags as Hono middleware: `c.get('flags')` in every handler after it.
 *
 * A request waits only if its isolate has no snapshot yet: then for one read of the store. It never fails because of
 * flags: without a snapshot, every evaluation returns its fallback.
 *
 * @param options all are optional. Default: Harness, and Workers KV at the binding `FLAGS`
 * @throws TypeError if an option cannot work
 * @throws SnapshotError if this version cannot read the bundled snapshot
 *
 * @example
 * const app = new Hono<FlagsEnv>()
 * app.use(featureFlags())
 * app.get('/', (c) => c.text(c.get('flags').boolVariation('dark-mode', false) ? 'dark' : 'light'))
 */
export const featureFlags = (options: FeatureFlagsOptions = {}): MiddlewareHandler<FlagsEnv> => {
  const serve = createServeRequest<Context>(options, honoCookies, 'featureFlags')

  return function featureFlagsMiddleware(c, next) {
    const proceed = ({ flags, setCookie }: RequestFlags): Promise<void> => {
      c.set('flags', flags)
      return setCookie ? next().then(() => addCookie(c, setCookie)) : next()
    }
    const served = serve({
      request: c.req.raw,
      context: c,
      env: c.env as object | undefined,
      waitUntil: (work) => c.executionCtx.waitUntil(work), // throws if there is none, as on Node
    })
    return served instanceof Promise ? served.then(proceed) : proceed(served)
  }
}

/** Runs after the handler, because `c.header` does not reach a response that a handler makes with `new Response`. */
const addCookie = (c: Context, setCookie: string): void => {
  if (c.res.status === 101) return // a WebSocket's response cannot be changed
  c.header('Set-Cookie', setCookie, { append: true })
  // A shared cache would give this identifier to other visitors.
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'private')
}
