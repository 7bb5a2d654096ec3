/**
 * Feature flags without a framework.
 *
 * @module
 */
export { createFlags } from './client/create-flags.js'
export type { Flags, SnapshotInfo, SnapshotSource } from './client/flags.js'
export type { FlagsHandle, ReadyOptions } from './client/handle.js'
export type { CreateFlagsOptions } from './client/options.js'
export type { Detail, ErrorCode } from './core/decision.js'
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
