import type { Provider } from '../contract.js'
import type { HarnessOptions } from './connection.js'
import { harnessDialect } from './dialect.js'
import { harnessSink } from './sink.js'

/**
 * Harness for workers that only serve: it evaluates and sends metrics, without the client and the compiler. It is the
 * default of `featureFlags()`. With `scheduledRefresh` use `harness()`.
 *
 * @throws TypeError at the first use, if a URL is not valid
 *
 * @example
 * app.use(featureFlags({ provider: harnessReader({ eventsUrl: 'https://relay.example.com' }) }))
 */
export const harnessReader = (options: HarnessOptions = {}): Provider => ({
  name: 'harness',
  dialect: harnessDialect,
  sink: (env, log) => harnessSink(options, env, log),
})
