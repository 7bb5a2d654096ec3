import type { Provider } from '../contract.js'
import { checkBucketing, type FlagbaseOptions, resolveConnection } from './options.js'
import { flagbaseReader } from './reader.js'
import { flagbaseSource } from './source.js'

/** Seconds. Source: Flagbase's SDKs, which never poll more often. */
const LEAST_POLL_INTERVAL = 3

/**
 * Flagbase as the provider, to serve and to refresh. An identity's traits are a target's attributes. Flagbase takes no
 * metrics. If you want some, pass a `sink` of your own to `featureFlags` or `createFlags`.
 *
 * @throws TypeError if `bucketing` is unknown. A URL or a key that is not valid is reported at the first use
 *
 * @example
 * const options = { provider: flagbase() } // with the key from the binding FLAGBASE_SDK_KEY
 * app.use(featureFlags(options))
 * export default { fetch: app.fetch, scheduled: scheduledRefresh(options) }
 */
export const flagbase = (options: FlagbaseOptions = {}): Provider => {
  checkBucketing(options.bucketing, 'flagbase')
  return {
    ...flagbaseReader(),
    leastPollInterval: LEAST_POLL_INTERVAL,
    source: (env, log) => flagbaseSource(resolveConnection(options, env), log),
  }
}
