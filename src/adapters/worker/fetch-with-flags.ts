import type { Flags } from '../../client/flags.js'
import { createServeRequest, withCookie } from '../../request/fetch.js'
import type { Served } from '../../request/serve.js'
import type { WorkerFlagsOptions } from './options.js'

/** What the platform gives each request beside the bindings: the part of its `ExecutionContext` that is always there. */
export interface WorkerContext {
  waitUntil(work: Promise<unknown>): void
  passThroughOnException(): void
}

/**
 * A Worker's fetch handler that is given flags besides. They are an argument of their own, the fourth, because they
 * belong to one request: the bindings are shared by all requests of an isolate, and the context is the platform's.
 */
export type FlagsFetch<
  R extends Request = Request,
  Env = unknown,
  Context extends WorkerContext = WorkerContext,
> = (request: R, env: Env, context: Context, flags: Flags) => Response | Promise<Response>

/**
 * Makes a fetch handler of one that takes flags. Nothing that refreshes comes along: for a Worker that only serves,
 * with its cron elsewhere, and wherever else a function of request, bindings and context is wanted, such as a
 * `WorkerEntrypoint`.
 *
 * A request waits for nothing where its isolate has a snapshot, and for one read of the store where it does
 * not. It never fails because of flags: with no snapshot, every evaluation returns its fallback. What the handler
 * throws is thrown on.
 *
 * @throws TypeError at once, where an option is out of range, or the handler is no function
 * @throws SnapshotError at once, where the bundled snapshot is not one that this version reads
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
): ((request: R, env: Env, context: Context) => Response | Promise<Response>) => {
  if (typeof fetch !== 'function') {
    throw new TypeError('burgee: a function fetch(request, env, ctx, flags) is needed')
  }
  const serve = createServeRequest<R>(options)

  return (request, env, context) => {
    const answer = ({ flags, setCookie }: Served): Response | Promise<Response> => {
      const response = fetch(request, env, context, flags)
      if (setCookie === undefined) return response
      // What is no Response goes on as it is: the platform says best what is wrong with it.
      const finish = (response: Response): Response =>
        response instanceof Response ? withCookie(response, setCookie) : response
      return response instanceof Promise ? response.then(finish) : finish(response)
    }
    const served = serve(request, (env ?? {}) as object, (work) => context?.waitUntil?.(work))
    return served instanceof Promise ? served.then(answer) : answer(served)
  }
}
