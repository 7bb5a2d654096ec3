import type { Provider } from '../contract.js'
import { type HarnessOptions, resolveConnection } from './connection.js'
import { harnessReader } from './reader.js'
import { harnessSource } from './source.js'

/**
 * Harness Feature Flags as the provider. It is the default. Pass it to set a key or a URL in code.
 *
 * @throws TypeError at the first use, if a URL is not valid
 *
 * @example
 * // through a Relay Proxy
 * const provider = harness({ baseUrl: 'https://relay.example.com', eventsUrl: 'https://relay.example.com' })
 * app.use(featureFlags({ provider }))
 */
export const harness = (options: HarnessOptions = {}): Provider => ({
  ...harnessReader(options),
  source: (env, log) => harnessSource(resolveConnection(options, env), log),
})
