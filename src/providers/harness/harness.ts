import type { Provider } from '../contract.js'
import { type HarnessOptions, resolveConnection } from './connection.js'
import { harnessSink } from './sink.js'
import { harnessSource } from './source.js'

/**
 * Harness Feature Flags as the provider. It is the default; pass it to set a key or a URL in code.
 *
 * @throws TypeError at the first use, where a URL is not one
 *
 * @example
 * // through a Relay Proxy
 * const provider = harness({ baseUrl: 'https://relay.example.com', eventsUrl: 'https://relay.example.com' })
 * app.use(featureFlags({ provider }))
 */
export const harness = (options: HarnessOptions = {}): Provider => ({
  name: 'harness',
  source: (env, log) => harnessSource(resolveConnection(options, env), log),
  sink: (env, log) => harnessSink(options, env, log),
})
