/**
 * Feature flags for a Worker without a framework.
 *
 * @module
 */
export type { Flags, SnapshotInfo, SnapshotSource } from '../../client/flags.js'
export type { Detail, ErrorCode } from '../../core/decision.js'
export type { FlagType } from '../../core/format.js'
export { SnapshotError } from '../../core/snapshot.js'
export type { Target } from '../../core/target.js'
export type { Logger, LogLevel } from '../../events/log.js'
export type { MetricsOptions } from '../../metrics/buffer.js'
export type { AnonymousCookieOptions, AttributeOptions, TargetOptions } from '../../visitor/options.js'
export { type FlagsFetch, fetchWithFlags, type WorkerContext } from './fetch-with-flags.js'
export type { WorkerFlagsOptions } from './options.js'
export { type FlagsWorker, withFlags } from './with-flags.js'
