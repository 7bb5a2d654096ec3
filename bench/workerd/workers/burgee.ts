/** Burgee as its README says, with every default but the log level; its metrics are sent to the bench. */
import { type FeatureFlagsOptions, type FlagsEnv, featureFlags } from 'burgee/hono'
import { Hono } from 'hono'
import { KEYS } from './keys.js'

export const burgeeApp = (options: FeatureFlagsOptions = {}) => {
  const app = new Hono<FlagsEnv>()
  app.use(featureFlags({ logLevel: 'error', ...options }))
  app.get('/', (c) => {
    const flags = c.get('flags')
    let answers = ''
    for (const [key, fallback] of KEYS) answers += flags.boolVariation(key, fallback) ? '1' : '0'
    return c.text(answers)
  })
  return app
}

export default burgeeApp()
