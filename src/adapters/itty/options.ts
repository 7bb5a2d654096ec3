import type { IRequest } from 'itty-router'
import type { RequestFlagsOptions } from '../../request/options.js'

/**
 * The options of `featureFlags`. `scheduledRefresh` takes the same object, so that one file configures both sides. All
 * are optional. A `target` function is called with itty's request, with what earlier middleware has added to it.
 */
export type IttyFlagsOptions = RequestFlagsOptions<IRequest>
