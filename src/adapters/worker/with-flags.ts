import type { WithProvider } from '../../providers/default-provider.js'
import { createRefresh, type Refresh } from '../../refresh/scheduled.js'
import { type FlagsFetch, serveFetch, type WorkerContext } from './fetch-with-flags.js'
import type { WorkerFlagsOptions } from './options.js'

/** What `withFlags` returns: the handlers, with `fetch` and `scheduled` as the platform calls them. */
export type FlagsWorker<
  R extends Request,
  Env,
  Context extends WorkerContext,
  Handlers extends object,
> = Omit<Handlers, 'fetch' | 'scheduled'> & {
  fetch(request: R, env: Env, context: Context): Response | Promise<Response>
  scheduled: Handlers extends { scheduled: object } ? Handlers['scheduled'] : Refresh
}

/** What `withFlags` does, with a provider. */
export const createWorker = <R extends Request, Env, Context extends WorkerContext, Handlers extends object>(
  handlers: { fetch: FlagsFetch<R, Env, Context> } & Handlers,
  options: WithProvider<WorkerFlagsOptions<R>>,
): FlagsWorker<R, Env, Context, Handlers> => {
  const fetch = serveFetch<R, Env, Context>(handlers?.fetch?.bind?.(handlers), options, 'withFlags')
  const { scheduled = createRefresh(options) } = handlers as { scheduled?: unknown }
  return { ...handlers, fetch, scheduled } as FlagsWorker<R, Env, Context, Handlers>
}
