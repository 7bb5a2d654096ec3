import type { IRequest } from 'itty-router'
import type { Flags } from '../../client/flags.js'
import * as codes from '../../events/codes.js'
import { createLog } from '../../events/log.js'
import { createServeRequest, withCookie } from '../../request/fetch.js'
import type { Served } from '../../request/serve.js'
import type { IttyFlagsOptions } from './options.js'

/**
 * itty's request, with flags.
 *
 * @example
 * const router = Router<FlagsRequest, [Env, ExecutionContext]>({ before: [withFlags], finally: [json, finishFlags] })
 */
export type FlagsRequest = IRequest & { flags: Flags }

/** The two stages of a request: before its handlers, and after them. Both are plain functions. */
export interface IttyFlags {
  /**
   * Middleware: sets `request.flags`. A promise only where it has to wait for the store; else it returns nothing.
   * A second time for the same request, as where routers are nested, it changes nothing.
   *
   * @param env the worker's bindings. Default: none, so everything falls back
   * @param context where `waitUntil` is. Default: none; the work goes on as long as the runtime lets it
   */
  readonly withFlags: (
    request: FlagsRequest,
    env?: object,
    context?: { waitUntil?(work: Promise<unknown>): void },
  ) => void | Promise<void>
  /**
   * For `finally`, as the last: gives the anonymous visitor their cookie, once. The response comes back as it was
   * where there is nothing to add, and as a copy where its headers cannot be changed. What is not a `Response` stays
   * as it is (code 9008: it came before what makes the response, such as `json`).
   */
  readonly finishFlags: <R>(response: R, request: Request) => R
}

/**
 * Feature flags as itty-router middleware, for `AutoRouter`, `Router` and `IttyRouter`.
 *
 * A request waits for nothing where its isolate has a snapshot, and for one read of the store where it does
 * not. It never fails because of flags: with no snapshot, every evaluation returns its fallback.
 *
 * @throws TypeError at once, where an option is out of range
 * @throws SnapshotError at once, where the bundled snapshot is not one that this version reads
 *
 * @example
 * const { withFlags, finishFlags } = featureFlags()
 * const router = AutoRouter({ before: [withFlags], finally: [finishFlags] })
 * router.get('/', ({ flags }: FlagsRequest) => ({ dark: flags.boolVariation('dark-mode', false) }))
 *
 * @example
 * // IttyRouter has neither stage: the first is a route, the second comes after it.
 * const router = IttyRouter().all('*', withFlags).get('/', ({ flags }) => flags.all())
 * export default {
 *   fetch: (request: Request, ...args: unknown[]) =>
 *     router.fetch(request, ...args).then(json).then((response) => finishFlags(response, request)),
 * }
 */
export const featureFlags = (options: IttyFlagsOptions = {}): IttyFlags => {
  const serve = createServeRequest<IRequest>(options)
  const log = createLog(options.logger, options.logLevel, options.events)
  /**
   * Where a request keeps what its response still needs. On the request itself, because a proxy such as that of
   * itty's `withParams` may stand for it, and a map would not know one for the other.
   */
  const pending = Symbol('burgee')

  return {
    withFlags(request, env, context) {
      if (pending in request) return
      const accept = ({ flags, setCookie }: Served): void => {
        Object.assign(request, { flags, [pending]: { setCookie } })
      }
      const served = serve(request, env ?? {}, (work) => context?.waitUntil?.(work))
      return served instanceof Promise ? served.then(accept) : accept(served)
    },

    finishFlags(response, request) {
      const state = (request as { [pending]?: { setCookie: string | undefined } })[pending]
      if (state?.setCookie === undefined || response === undefined) return response
      if (!(response instanceof Response)) {
        codes.leftOut(log, 'the cookie of the visitor: finishFlags must come after what makes a Response')
        return response
      }
      const { setCookie } = state
      state.setCookie = undefined
      return withCookie(response, setCookie) as typeof response
    },
  }
}
