import type { Flags } from '../../client/flags.js'
import { createRequestFlags } from '../../request/create-request-flags.js'
import type { RequestFlags } from '../../request/serve-request.js'
import { environment } from './environment.js'
import { type FlagsMiddlewareOptions, withStore } from './options.js'
import { passOn } from './pass-on.js'
import { type MiddlewareContext, waitUntilOf } from './wait-until.js'

/** What a middleware returns: a response, or nothing to let the request go on as it is. */
export type MiddlewareResult = Response | null | undefined

/** Your middleware. It is called with the visitor's flags. */
export type FlagsMiddlewareHandler<R extends Request, C extends MiddlewareContext> = (
  request: R,
  flags: Flags,
  context: C,
) => MiddlewareResult | void | Promise<MiddlewareResult> | Promise<void>

/**
 * Feature flags in Vercel's Routing Middleware, and in the middleware (or proxy) of Next.js. Your function is called
 * with the visitor's flags, and its response gets the visitor's cookie. Runs in the edge runtime and in Node.js.
 *
 * A request waits only if its isolate has no snapshot yet: then for one read of the store. It never fails because of
 * flags: without a snapshot, every evaluation returns its fallback. An error that your function throws is thrown on.
 *
 * A new visitor's cookie is set on any response that your function returns. If the request goes on (after nothing,
 * `next()`, `rewrite()`, or those of `NextResponse`), the route behind gets the cookie with this very request.
 *
 * @param handler your middleware
 * @param options all but `store` are optional
 * @throws TypeError if an option cannot work, or the first argument is not a function
 * @throws SnapshotError if this version cannot read the bundled snapshot
 *
 * @example
 * // middleware.ts
 * import { rewrite } from '@vercel/functions/middleware'
 *
 * export default flagsMiddleware((request, flags) => {
 *   if (flags.boolVariation('new-home', false)) return rewrite(new URL('/new-home', request.url))
 *   return undefined // the request goes on
 * }, { store })
 *
 * @example
 * // with Next.js
 * export default flagsMiddleware((request: NextRequest, flags, event: NextFetchEvent) => { … }, { store })
 */
export const flagsMiddleware = <R extends Request = Request, C extends MiddlewareContext = MiddlewareContext>(
  handler: FlagsMiddlewareHandler<R, C>,
  options: FlagsMiddlewareOptions<R> = {},
): ((request: R, context: C) => Response | undefined | Promise<Response | undefined>) => {
  if (typeof handler !== 'function') {
    throw new TypeError('flagsMiddleware: the first argument must be your middleware, a function')
  }
  const flagsOf = createRequestFlags<R>(withStore(options), 'flagsMiddleware')

  return function middleware(request, context) {
    const proceed = ({ flags, setCookie }: RequestFlags) => {
      const finish = (result: MiddlewareResult) => {
        const response = result ?? undefined
        return setCookie ? passOn(request, response, setCookie) : response
      }
      // `void` is for functions without a `return`, which return undefined.
      const result = handler(request, flags, context) as MiddlewareResult | Promise<MiddlewareResult>
      return isPromise(result) ? result.then(finish) : finish(result)
    }
    const served = flagsOf({
      request,
      context: request,
      env: environment(),
      waitUntil: waitUntilOf(context),
    })
    return served instanceof Promise ? served.then(proceed) : proceed(served)
  }
}

/** A promise may come from another realm or be patched, so `instanceof` is not enough. */
const isPromise = <T>(result: T | Promise<T>): result is Promise<T> =>
  typeof (result as Partial<Promise<T>> | null | undefined)?.then === 'function'
