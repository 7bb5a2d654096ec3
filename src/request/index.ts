/**
 * What an adapter for a framework is made from: docs/adapters.md shows a whole one.
 *
 * @module
 */
export type { Flags, SnapshotInfo, SnapshotSource } from '../client/flags.js'
export type { Detail, ErrorCode } from '../core/decision.js'
export type { FlagType } from '../core/format.js'
export { SnapshotError } from '../core/snapshot.js'
export type { Target } from '../core/target.js'
export type { Logger, LogLevel } from '../events/log.js'
export type { MetricsOptions } from '../metrics/buffer.js'
export type { WaitUntil } from '../metrics/wait-until.js'
export type { AnonymousCookieOptions, AttributeOptions, TargetOptions } from '../visitor/options.js'
export { createRequestFlags } from './create-request-flags.js'
export type { RequestFlagsOptions } from './options.js'
export { privateByDefault } from './private-by-default.js'
export type { RequestFlags, RequestInput, ServeRequest } from './serve-request.js'
export { withCookie } from './with-cookie.js'
