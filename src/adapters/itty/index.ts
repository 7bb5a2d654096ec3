/**
 * Feature flags as itty-router middleware.
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
export { type FlagsRequest, featureFlags, type IttyFlags } from './feature-flags.js'
export type { IttyFlagsOptions } from './options.js'
