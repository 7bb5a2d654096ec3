/**
 * Pages cached per variant instead of per visitor: which flags a request read, and a key made of them.
 *
 * @module
 */
export { cacheKey } from './cache-key.js'
export { keepPrivate } from './keep-private.js'
export { type TrackedFlags, trackFlags, type UsedFlag } from './track-flags.js'
export { type UsedFlagsEnv, usedFlags } from './used-flags.js'
