/**
 * A shop with Hono on Cloudflare Workers: flags in its handlers, and a cron that keeps them fresh.
 *
 * Run it in a clone, without an account: `npm ci && npm run example -- hono`. It runs in workerd with a KV and with the
 * flags of worker/demo/config.json. Edit that file, and see the change here within about a minute.
 *
 *     curl -i http://localhost:8787/checkout        # an anonymous visitor: one of two layouts, and a cookie
 *     curl http://localhost:8787/products -H 'x-user-id: eve' -H 'x-plan: pro'
 *     curl http://localhost:8787/ -H 'x-user-id: ada'
 *
 * Deploy it: `npx wrangler deploy` in this folder, then `npx wrangler secret put HARNESS_SDK_KEY`.
 */
import { type FeatureFlagsOptions, type FlagsEnv, featureFlags } from 'burgee/hono'
import { scheduledRefresh } from 'burgee/refresh'
import { Hono } from 'hono'
import { html } from 'hono/html'

/** The options of the middleware and of the cron. */
const options: FeatureFlagsOptions = {
  // For the demo, a header names the visitor. A real app takes the name from its session:
  // target: (c) => ({ identifier: c.get('user').id })
  target: { header: 'x-user-id', attributes: { headers: { plan: 'x-plan' } } },
}

const app = new Hono<FlagsEnv>()

app.use(featureFlags(options))

// Each visitor is served their own flags, so no shared cache may keep a response.
app.use(async (c, next) => {
  await next()
  c.header('Cache-Control', 'private, no-store')
})

app.get('/', (c) => {
  const flags = c.get('flags')
  const theme = flags.boolVariation('dark-mode', false) ? 'dark' : 'light'
  const banner = flags.jsonVariation<{ text?: string }>('banner', {})
  return c.html(
    html`<!doctype html><html lang="en" data-theme="${theme}"><title>Shop</title><h1>Shop</h1><p>${banner.text}</p></html>`,
  )
})

// The layout that the visitor is served, and why. An anonymous visitor keeps it, because of a cookie.
app.get('/checkout', (c) => {
  const flags = c.get('flags')
  const { value, variation, reason } = flags.detail('checkout-layout', 'three-steps')
  return c.json({ layout: value, variation, reason, visitor: flags.target?.identifier })
})

app.get('/products', (c) => {
  const size = c.get('flags').numberVariation('page-size', 10)
  return c.json(Array.from({ length: size }, (_, place) => ({ product: place + 1 })))
})

export default { fetch: app.fetch, scheduled: scheduledRefresh(options) }
