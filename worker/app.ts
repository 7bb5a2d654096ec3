import { type FeatureFlagsOptions, type FlagsEnv, featureFlags } from 'burgee/hono'
import { Hono } from 'hono'
import { page } from './page.js'
import { report } from './report.js'

/** The app; whose flags it serves is the options' business. */
export const createApp = (options: FeatureFlagsOptions): Hono<FlagsEnv> => {
  const app = new Hono<FlagsEnv>()

  app.use(featureFlags(options))

  // What a visitor sees is theirs alone: no cache between them and us may keep it.
  app.use(async (c, next) => {
    await next()
    c.header('Cache-Control', 'private, no-store')
  })

  app.get('/', (c) => c.html(page(report(c.get('flags')))))

  app.get('/flags', (c) => c.json(report(c.get('flags'))))

  app.get('/healthz', (c) => {
    const { revision = null, age = null, source, flags } = c.get('flags').snapshot
    return c.json({ status: source === 'none' ? 'no snapshot' : 'ok', revision, age, source, flags })
  })

  return app
}
