import type { Provider } from '../contract.js'
import { enableFlagbase } from './evaluation.js'

/**
 * The side of requests alone: what evaluates Flagbase's flags, without the client and the compiler. For a worker
 * that reads snapshots which another one publishes; with `scheduledRefresh` use `flagbase()`.
 *
 * @example
 * app.use(featureFlags({ provider: flagbaseReader() }))
 */
export const flagbaseReader = (): Provider => {
  enableFlagbase()
  return { name: 'flagbase', sink: () => undefined }
}
