/**
 * A shop with Hono on Cloudflare Workers: flags in its handlers, and a cron that keeps them fresh.
 *
 * In a clone, with no account: `npm ci && npm run example -- hono`. It runs this Worker in workerd, with KV and
 * with a config API that serves worker/demo/config.json; edit that file, and see it here within a minute or so.
 *
 *     curl -i http://localhost:8787/checkout        # a visitor without a name: one of two layouts, and a cookie
 *     curl http://localhost:8787/products -H 'x-user-id: eve' -H 'x-plan: pro'
 *     curl http://localhost:8787/ -H 'x-user-id: ada'
 *
 * On Cloudflare: what the comments in wrangler.toml say, then `npx wrangler deploy` in this folder.
 */
import { type FeatureFlagsOptions, type FlagsEnv, featureFlags } from 'burgee/hono'
import { scheduledRefresh } from 'burgee/refresh'
import { Hono } from 'hono'
import { html } from 'hono/html'

/** One object for both sides: what requests do, and what the cron does. */
const options: FeatureFlagsOptions = {
  // For the demonstration, who calls says who they are. A real app takes that from its session, which middleware
  // before this has found: target: (c) => ({ identifier: c.get('user').id })
  target: { header: 'x-user-id', attributes: { headers: { plan: 'x-plan' } } },
}

const app = new Hono<FlagsEnv>()

app.use(featureFlags(options))

// What a visitor sees is theirs alone: no cache between them and us may keep it.
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

// Which of the two a visitor is served, and why. One without a name keeps it, through a cookie.
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
