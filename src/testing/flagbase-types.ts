import type { Flag } from '../providers/flagbase/wire.js'

/** The one route of the protocol. */
export type FlagbaseRoute = 'flags'

/**
 * A flag, as a test or a JSON file gives it: what the poller sends in the `attributes` of a resource. Operators
 * may be any text, because that is how TypeScript reads a JSON file, and because a test may want one that is
 * not valid.
 */
export type FlagbaseFlag = Flag
