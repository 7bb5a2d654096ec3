import type { Flags } from '../../client/flags.js'
import { createServeRequest } from '../../request/fetch.js'
import type { Served } from '../../request/serve.js'
import { environment } from './environment.js'
import { type FlagsMiddlewareOptions, withStore } from './options.js'
import { passOn } from './pass-on.js'
import { type MiddlewareContext, waitUntilOf } from './wait-until.js'

/** What a middleware returns: a response, or nothing where the request goes on as it is. */
export type MiddlewareResult = Response | null | undefined

/** A middleware of yours, which is given the visitor's flags. */
export type FlagsMiddlewareHandler<R extends Request, C extends MiddlewareContext> = (
  request: R,
  flags: Flags,
  context: C,
) => MiddlewareResult | void | Promise<MiddlewareResult> | Promise<void>

/**
 * Feature flags in Vercel's Routing Middleware, and in the middleware (or proxy) of Next.js: gives your function
 * the visitor's flags, and its response the visitor's cookie. Runs in the edge runtime and in Node.js.
 *
 * A request waits for nothing where its isolate has a snapshot, and for one read of the store where it does
 * not. It never fails because of flags: with no snapshot, every evaluation returns its fallback. What your
 * function throws is thrown on.
 *
 * A new visitor's cookie is set on whatever your function returns. Where the request goes on (nothing, `next()`,
 * `rewrite()`, and those of `NextResponse`), the route behind is sent the cookie with this very request.
 *
 * @throws TypeError at once, where an option is out of range
 * @throws SnapshotError at once, where the bundled snapshot is not one that this version reads
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
  const serve = createServeRequest<R>(withStore(options))

  return function middleware(request, context) {
    const proceed = ({ flags, setCookie }: Served) => {
      const finish = (result: MiddlewareResult) => {
        const response = result ?? undefined
        return setCookie ? passOn(request, response, setCookie) : response
      }
      // `void` is for functions without a `return`: what those return is undefined.
      const result = handler(request, flags, context) as MiddlewareResult | Promise<MiddlewareResult>
      return isPromise(result) ? result.then(finish) : finish(result)
    }
    const served = serve(request, environment(), waitUntilOf(context))
    return served instanceof Promise ? served.then(proceed) : proceed(served)
  }
}

/** Yours may be of another realm, or patched: `instanceof` is not enough. */
const isPromise = <T>(result: T | Promise<T>): result is Promise<T> =>
  typeof (result as Partial<Promise<T>> | null | undefined)?.then === 'function'
