import type { Flags } from '../../client/flags.js'
import type { WithProvider } from '../../providers/default-provider.js'
import type { RequestFlags } from '../../request/serve-request.js'
import { serveWebRequests } from '../../request/serve-web-requests.js'
import { withCookie } from '../../request/with-cookie.js'
import type { WorkerFlagsOptions } from './options.js'

/** What the platform passes with each request beside the bindings: the part of its `ExecutionContext` that is always there. */
export interface WorkerContext {
  waitUntil(work: Promise<unknown>): void
  passThroughOnException(): void
}

/**
 * A Worker's fetch handler with flags as a fourth argument. They belong to one request, so they are not put on the
 * bindings, which all requests of an isolate share, nor on the context, which is the platform's.
 */
export type FlagsFetch<
  R extends Request = Request,
  Env = unknown,
  Context extends WorkerContext = WorkerContext,
> = (request: R, env: Env, context: Context, flags: Flags) => Response | Promise<Response>

/** @param caller the function that the user called, for messages */
export const serveFetch = <R extends Request, Env, Context extends WorkerContext>(
  fetch: FlagsFetch<R, Env, Context>,
  options: WithProvider<WorkerFlagsOptions<R>>,
  caller: string,
): ((request: R, env: Env, context: Context) => Response | Promise<Response>) => {
  if (typeof fetch !== 'function') {
    throw new TypeError(`${caller}: a function fetch(request, env, ctx, flags) is needed`)
  }
  const flagsOf = serveWebRequests<R>(options, caller)

  return (request, env, context) => {
    const respond = ({ flags, setCookie }: RequestFlags): Response | Promise<Response> => {
      const response = fetch(request, env, context, flags)
      if (setCookie === undefined) return response
      // A value that is no Response goes on as it is: the platform's own message says what is wrong with it.
      const finish = (response: Response): Response =>
        response instanceof Response ? withCookie(response, setCookie) : response
      return response instanceof Promise ? response.then(finish) : finish(response)
    }
    const served = flagsOf({
      request,
      context: request,
      env: env as object | undefined,
      waitUntil: (work) => context?.waitUntil?.(work),
    })
    return served instanceof Promise ? served.then(respond) : respond(served)
  }
}
