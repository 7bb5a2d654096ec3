/**
 * The scheduled side: from a config API to a published snapshot.
 *
 * @module
 */
import { withProvider } from '../providers/default-provider.js'
import { harness } from '../providers/harness/harness.js'
import type { RefreshOptions } from './options.js'
import { createRefresh, type Refresh } from './scheduled.js'

export type { Issue } from '../compile/issue.js'
export type {
  Answer,
  CompiledAnswer,
  FetchContext,
  Provider,
  Source,
  SourceFailure,
} from '../providers/contract.js'
export { SourceError } from '../providers/contract.js'
export type { RefreshLimits, RefreshOptions, SharedOptions } from './options.js'
export type { Failed, Published, RefreshResult, Refused, Unchanged } from './result.js'
export type { Refresh } from './scheduled.js'

/**
 * The scheduled side: fetches flags and segments, validates and compiles them, and publishes the snapshot if it
 * changed. A run never throws. If it fails, the last published snapshot stays, a numbered line is logged, the result
 * says what happened, and the next run tries again.
 *
 * @returns a scheduled handler that you can also call with the bindings
 * @throws TypeError if an option is out of range
 *
 * @example
 * export default { fetch: app.fetch, scheduled: scheduledRefresh() }
 *
 * @example
 * const refresh = scheduledRefresh(options)
 * app.post('/webhook', async (c) => c.json(await refresh(c.env)))
 */
export const scheduledRefresh = (options: RefreshOptions = {}): Refresh =>
  createRefresh(withProvider(options, harness))
