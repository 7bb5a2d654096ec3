/**
 * Feature flags for a Worker without a framework.
 *
 * @module
 */
import { withProvider } from '../../providers/default-provider.js'
import { harness } from '../../providers/harness/harness.js'
import { harnessReader } from '../../providers/harness/reader.js'
import { type FlagsFetch, serveFetch, type WorkerContext } from './fetch-with-flags.js'
import type { WorkerFlagsOptions } from './options.js'
import { createWorker, type FlagsWorker } from './with-flags.js'

export type { Flags, SnapshotInfo, SnapshotSource } from '../../client/flags.js'
export type { Detail, ErrorCode } from '../../core/decision.js'
export type { FlagType } from '../../core/format.js'
export { SnapshotError } from '../../core/snapshot.js'
export type { Target } from '../../core/target.js'
export type { Logger, LogLevel } from '../../events/log.js'
export type { MetricsOptions } from '../../metrics/buffer.js'
export type { AnonymousCookieOptions, AttributeOptions, TargetOptions } from '../../visitor/options.js'
export type { FlagsFetch, WorkerContext } from './fetch-with-flags.js'
export type { WorkerFlagsOptions } from './options.js'
export type { FlagsWorker } from './with-flags.js'

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
  serveFetch(fetch, withProvider(options, harnessReader), 'fetchWithFlags')

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
): FlagsWorker<R, Env, Context, Handlers> => createWorker(handlers, withProvider(options, harness))
