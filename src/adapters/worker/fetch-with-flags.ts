import type { Flags } from '../../client/flags.js'
import { createRequestFlags } from '../../request/create-request-flags.js'
import type { RequestFlags } from '../../request/serve-request.js'
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

/**
 * Makes a Worker's fetch handler from one that takes flags. Use it for a Worker that only serves, with its cron
 * elsewhere, and in a class such as a `WorkerEntrypoint`: nothing that refreshes is in the bundle.
 *
 * A request waits only if its isolate has no snapshot yet: then for one read of the store. It never fails because of
 * flags: without a snapshot, every evaluation returns its fallback. An error that the handler throws is thrown on.
 *
 * @param fetch your handler
 * @param options all are optional. Default: Harness, and Workers KV at the binding `FLAGS`
 * @throws TypeError if an option cannot work, or the handler is not a function
 * @throws SnapshotError if this version cannot read the bundled snapshot
 *
 * @example
 * export default {
 *   fetch: fetchWithFlags((request, env: Env, ctx, flags) =>
 *     Response.json({ dark: flags.boolVariation('dark-mode', false) }),
 *   ),
 * }
 *
 * @example
 * const serve = fetchWithFlags((request, env: Env, ctx, flags) => Response.json(flags.all()))
 * export default class extends WorkerEntrypoint<Env> {
 *   override fetch(request: Request) {
 *     return serve(request, this.env, this.ctx)
 *   }
 * }
 */
export const fetchWithFlags = <R extends Request, Env, Context extends WorkerContext>(
  fetch: FlagsFetch<R, Env, Context>,
  options: WorkerFlagsOptions<R> = {},
): ((request: R, env: Env, context: Context) => Response | Promise<Response>) =>
  serveFetch(fetch, options, 'fetchWithFlags')

/** @param caller the function that the user called, for messages */
export const serveFetch = <R extends Request, Env, Context extends WorkerContext>(
  fetch: FlagsFetch<R, Env, Context>,
  options: WorkerFlagsOptions<R>,
  caller: string,
): ((request: R, env: Env, context: Context) => Response | Promise<Response>) => {
  if (typeof fetch !== 'function') {
    throw new TypeError(`${caller}: a function fetch(request, env, ctx, flags) is needed`)
  }
  const flagsOf = createRequestFlags<R>(options, caller)

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
