/**
 * The scheduled side: from a config API to a published snapshot.
 *
 * @module
 */
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
export { type Refresh, scheduledRefresh } from './scheduled.js'
