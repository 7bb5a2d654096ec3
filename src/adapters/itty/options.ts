import type { IRequest } from 'itty-router'
import type { RequestFlagsOptions } from '../../request/options.js'

/**
 * Takes the same object as `scheduledRefresh`, so that one file configures both sides. All are optional. A `target`
 * function is given itty's request, with what earlier middleware has put on it.
 */
export type IttyFlagsOptions = RequestFlagsOptions<IRequest>
