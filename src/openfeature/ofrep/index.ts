/**
 * Flags for browsers and other services, over the OpenFeature Remote Evaluation Protocol.
 *
 * @module
 */
export { SnapshotError } from '../../core/snapshot.js'
export type { Target } from '../../core/target.js'
export type { Logger, LogLevel } from '../../events/log.js'
export type { MetricsOptions } from '../../metrics/buffer.js'
export { ofrep } from './ofrep.js'
export type { Authorize, OfrepOptions } from './options.js'
export type { VisibleFlags } from './visible-flags.js'
