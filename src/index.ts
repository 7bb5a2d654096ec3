/**
 * Feature flags without a framework.
 *
 * @module
 */
import { createHandle } from './client/create-flags.js'
import type { FlagsHandle } from './client/handle.js'
import type { CreateFlagsOptions } from './client/options.js'
import { harnessDialect } from './providers/harness/dialect.js'

export type { Flags, SnapshotInfo, SnapshotSource } from './client/flags.js'
export type { FlagsHandle, ReadyOptions } from './client/handle.js'
export type { CreateFlagsOptions } from './client/options.js'
export type { Detail, ErrorCode } from './core/decision.js'
export type { Dialect } from './core/dialect.js'
export type { FlagType } from './core/format.js'
export type { JsonValue } from './core/json.js'
export { SnapshotError } from './core/snapshot.js'
export type { Target } from './core/target.js'
export {
  createEvents,
  type EventContexts,
  type EventListener,
  type EventSource,
  type Events,
  type EventType,
} from './events/events.js'
export type { Logger, LogLevel } from './events/log.js'
export type { MetricsOptions } from './metrics/buffer.js'
export type { EvaluationCount, MetricsBatch, MetricsSink } from './metrics/contract.js'
export type { WaitUntil } from './metrics/wait-until.js'
export type { Provider } from './providers/contract.js'
export type { RefreshLimits } from './refresh/options.js'
export { type Store, StoreError } from './stores/contract.js'

/**
 * Flags outside of a request: offline, in tests, queue consumers, Durable Objects, scripts and servers.
 *
 * @throws SnapshotError if `snapshot` is not a snapshot that this version reads
 * @throws TypeError if an option cannot work
 *
 * @example
 * const flags = createFlags({ ...compileHarness({ flags, segments }) })
 * flags.forTarget({ identifier: 'ada' }).boolVariation('dark-mode', false)
 *
 * @example
 * // a server on Node, with HARNESS_SDK_KEY in its environment
 * const flags = createFlags({ provider: harness(), pollInterval: 60 })
 * await flags.ready({ timeout: 5 })
 */
export const createFlags = (options: CreateFlagsOptions = {}): FlagsHandle =>
  createHandle(options, harnessDialect)
