import { type FeatureFlagsOptions, type FlagsEnv, featureFlags } from 'burgee/hono'
import { Hono } from 'hono'
import { page } from './page.js'
import { report } from './report.js'

/** The app. The options say which provider its flags come from. */
export const createApp = (options: FeatureFlagsOptions): Hono<FlagsEnv> => {
  const app = new Hono<FlagsEnv>()

  app.use(featureFlags(options))

  // Each visitor is served their own flags, so no shared cache may keep a response.
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
