/** Burgee as in its README. Only the log level is not the default. It sends its metrics to the bench. */
import { type FeatureFlagsOptions, type FlagsEnv, featureFlags } from 'burgee/hono'
import { Hono } from 'hono'
import { KEYS } from './keys.js'

export const burgeeApp = (options: FeatureFlagsOptions = {}) => {
  const app = new Hono<FlagsEnv>()
  app.use(featureFlags({ logLevel: 'error', ...options }))
  app.get('/', (c) => {
    const flags = c.get('flags')
    let values = ''
    for (const [key, fallback] of KEYS) values += flags.boolVariation(key, fallback) ? '1' : '0'
    return c.text(values)
  })
  return app
}

export default burgeeApp()
