/**
 * Flags for the OpenFeature server SDK.
 *
 * @module
 */
export type { FlagsHandle } from '../../client/handle.js'
export type { CreateFlagsOptions } from '../../client/options.js'
export { SnapshotError } from '../../core/snapshot.js'
export type { Target } from '../../core/target.js'
export type { WaitUntil } from '../../metrics/wait-until.js'
export type { Emitter, ProviderEvent } from './emitter.js'
export type { ProviderErrorCode } from './error-codes.js'
export type { BurgeeProviderOptions, TrackingEvent } from './options.js'
export { type BurgeeProvider, burgeeProvider } from './provider.js'
