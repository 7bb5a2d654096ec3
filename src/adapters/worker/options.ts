import type { RequestFlagsOptions } from '../../request/options.js'

/**
 * The options of `withFlags` and `fetchWithFlags`. `scheduledRefresh` takes the same object. All are optional. A `target`
 * function is called with the request.
 */
export type WorkerFlagsOptions<R extends Request = Request> = RequestFlagsOptions<R>
