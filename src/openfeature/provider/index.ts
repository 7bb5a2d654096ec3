/**
 * Flags for the OpenFeature server SDK.
 *
 * @module
 */
import type { FlagsHandle } from '../../client/handle.js'
import type { CreateFlagsOptions } from '../../client/options.js'
import { harnessDialect } from '../../providers/harness/dialect.js'
import type { BurgeeProviderOptions } from './options.js'
import { type BurgeeProvider, createProvider } from './provider.js'

export type { FlagsHandle } from '../../client/handle.js'
export type { CreateFlagsOptions } from '../../client/options.js'
export { SnapshotError } from '../../core/snapshot.js'
export type { Target } from '../../core/target.js'
export type { WaitUntil } from '../../metrics/wait-until.js'
export type { Emitter, ProviderEvent } from './emitter.js'
export type { ProviderErrorCode } from './error-codes.js'
export type { BurgeeProviderOptions, TrackingEvent } from './options.js'
export type { BurgeeProvider } from './provider.js'

/**
 * Makes a provider for the OpenFeature server SDK, which evaluates in memory from a snapshot.
 *
 * Closing the provider sends its counts. It closes a handle that it made, which cannot be used again. It only flushes a
 * handle that you passed, which is yours to close.
 *
 * @param source a handle, or the options of `createFlags` to make one
 * @throws TypeError if an option is not valid
 * @throws SnapshotError if this version cannot read `snapshot`
 *
 * @example
 * // a server on Node, with HARNESS_SDK_KEY in its environment
 * await OpenFeature.setProviderAndWait(burgeeProvider({ provider: harness(), pollInterval: 60 }))
 * await OpenFeature.getClient().getBooleanValue('dark-mode', false, { targetingKey: 'ada', plan: 'pro' })
 *
 * @example
 * // a worker: requests share values, but never promises
 * const provider = burgeeProvider({ store: kv(env.FLAGS), provider: harness(), env }, { waitUntil })
 * // in each request; a provider that is set already stays as it is
 * if (await provider.load()) OpenFeature.setProvider(provider)
 */
export const burgeeProvider = (
  source: FlagsHandle | CreateFlagsOptions = {},
  options: BurgeeProviderOptions = {},
): BurgeeProvider => createProvider(source, options, harnessDialect)
