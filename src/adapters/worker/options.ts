import type { RequestFlagsOptions } from '../../request/options.js'

/** The object that `scheduledRefresh` takes as well. All are optional. A `target` function is given the request. */
export type WorkerFlagsOptions<R extends Request = Request> = RequestFlagsOptions<R>
