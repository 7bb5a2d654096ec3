import type { Flag } from '../../providers/flagbase/wire.js'

/** The only route of the protocol. */
export type FlagbaseRoute = 'flags'

/**
 * A flag, as a test or a JSON file gives it: the `attributes` of a resource that the poller sends. An operator may
 * be any string: TypeScript reads it so from a JSON file, and a test may want a flag that is not valid.
 */
export type FlagbaseFlag = Flag
