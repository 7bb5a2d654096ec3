import { type Refresh, scheduledRefresh } from '../../refresh/scheduled.js'
import { type FlagsFetch, fetchWithFlags, type WorkerContext } from './fetch-with-flags.js'
import type { WorkerFlagsOptions } from './options.js'

/** What `withFlags` makes: the handlers, with `fetch` and `scheduled` as the platform calls them. */
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
 * A Worker's handlers, with flags for `fetch`: it is given them as a fourth argument. `scheduled` becomes
 * `scheduledRefresh(options)` where there is none; one of the app's own stays as it is, and all other handlers do.
 *
 * This has both sides in it. A Worker that only serves takes `fetchWithFlags`, which is less than half as large.
 *
 * @param handlers a plain object, as a Worker exports by default; for a class see `fetchWithFlags`
 * @throws TypeError at once, where an option is out of range, or there is no fetch handler
 * @throws SnapshotError at once, where the bundled snapshot is not one that this version reads
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
  const fetch = fetchWithFlags<R, Env, Context>(handlers?.fetch?.bind?.(handlers), options)
  const { scheduled = scheduledRefresh(options) } = handlers as { scheduled?: unknown }
  return { ...handlers, fetch, scheduled } as FlagsWorker<R, Env, Context, Handlers>
}
