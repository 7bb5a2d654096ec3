/**
 * Feature flags on Vercel: in its Routing Middleware, with Next.js or without, and the route of its cron.
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
export type { RefreshLimits, RefreshOptions } from '../../refresh/options.js'
export type { AnonymousCookieOptions, AttributeOptions, TargetOptions } from '../../visitor/options.js'
export { cronRefresh } from './cron-refresh.js'
export { type FlagsMiddlewareHandler, flagsMiddleware, type MiddlewareResult } from './flags-middleware.js'
export type { FlagsMiddlewareOptions } from './options.js'
export type { MiddlewareContext } from './wait-until.js'
