import type { Flags } from '../../client/flags.js'
import type { WithProvider } from '../../providers/default-provider.js'
import type { RequestFlags } from '../../request/serve-request.js'
import { serveWebRequests } from '../../request/serve-web-requests.js'
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

/** What `flagsMiddleware` does, with a provider. */
export const createMiddleware = <R extends Request, C extends MiddlewareContext>(
  handler: FlagsMiddlewareHandler<R, C>,
  options: WithProvider<FlagsMiddlewareOptions<R>>,
): ((request: R, context: C) => Response | undefined | Promise<Response | undefined>) => {
  if (typeof handler !== 'function') {
    throw new TypeError('flagsMiddleware: the first argument must be your middleware, a function')
  }
  const flagsOf = serveWebRequests<R>(withStore(options), 'flagsMiddleware')

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
