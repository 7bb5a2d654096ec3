import { type Refresh, scheduledRefresh } from '../../refresh/scheduled.js'
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

/**
 * Makes a Worker from handlers whose `fetch` takes flags as a fourth argument. If there is no `scheduled` handler, it
 * becomes `scheduledRefresh(options)`. All other handlers stay as they are.
 *
 * Both sides are in the bundle. For a Worker that only serves, `fetchWithFlags` is less than half as large.
 *
 * @param handlers a plain object, as a Worker exports by default; for a class use `fetchWithFlags`
 * @param options all are optional. Default: Harness, and Workers KV at the binding `FLAGS`
 * @throws TypeError if an option cannot work, or there is no fetch handler
 * @throws SnapshotError if this version cannot read the bundled snapshot
 *
 * @example
 * export default withFlags({
 *   async fetch(request, env: Env, ctx, flags) {
 *     return new Response(flags.boolVariation('dark-mode', false) ? 'dark' : 'light')
 *   },
 * })
 */
export const withFlags = <R extends Request, Env, Context extends WorkerContext, Handlers extends object>(
  handlers: { fetch: FlagsFetch<R, Env, Context> } & Handlers,
  options: WorkerFlagsOptions<R> = {},
): FlagsWorker<R, Env, Context, Handlers> => {
  const fetch = serveFetch<R, Env, Context>(handlers?.fetch?.bind?.(handlers), options, 'withFlags')
  const { scheduled = scheduledRefresh(options) } = handlers as { scheduled?: unknown }
  return { ...handlers, fetch, scheduled } as FlagsWorker<R, Env, Context, Handlers>
}
