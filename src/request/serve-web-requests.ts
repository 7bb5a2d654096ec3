import type { WithProvider } from '../providers/default-provider.js'
import type { RequestFlagsOptions } from './options.js'
import { createServeRequest, type ServeRequest } from './serve-request.js'
import { webCookies } from './web-cookies.js'

/** What `createRequestFlags` does, with a provider. */
export const serveWebRequests = <Context>(
  options: WithProvider<RequestFlagsOptions<Context>>,
  caller: string,
): ServeRequest<Context> => createServeRequest(options, webCookies, caller)
