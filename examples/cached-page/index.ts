/**
 * A page that is rendered once for each variant, and kept in Cloudflare's Cache API. Visitors with the same flags are
 * served the same copy, which holds nothing about a visitor.
 *
 * Run it in a clone, without an account: `npm ci && npm run example -- cached-page`. Then:
 *
 *     curl -i http://localhost:8787/    # a few times: two layouts, each `rendered` once, then `kept`
 *
 * Deploy it: `npx wrangler deploy` in this folder, then `npx wrangler secret put HARNESS_SDK_KEY`.
 */
import { cacheKey, type UsedFlagsEnv, usedFlags } from 'burgee/cache'
import { featureFlags } from 'burgee/hono'
import { scheduledRefresh } from 'burgee/refresh'
import { Hono } from 'hono'

const app = new Hono<UsedFlagsEnv>()
app.use(featureFlags(), usedFlags())

app.get('/', async (c) => {
  const flags = c.get('flags')

  // First read every flag that the page depends on, which takes nanoseconds. The cache key holds their values.
  const dark = flags.boolVariation('dark-mode', false)
  const layout = flags.stringVariation('checkout-layout', 'three-steps')
  const key = new Request(`${new URL('/', c.req.url)}?variant=${cacheKey(flags)}`)

  // Then look for a copy that an earlier request left.
  const pages = await caches.open('pages')
  const kept = await pages.match(key)
  if (kept) return new Response(kept.body, { headers: { ...HTML, 'X-Variant': 'kept' } })

  const page = `<!doctype html><body class="${dark ? 'dark' : 'light'}"><p>${layout}</p>`
  const copy = new Response(page, { headers: { ...HTML, 'Cache-Control': 'public, max-age=60' } })
  c.executionCtx.waitUntil(pages.put(key, copy))

  // Without Cache-Control, the middleware makes it private. Other caches must not keep it: all variants have one URL.
  return new Response(page, { headers: { ...HTML, 'X-Variant': 'rendered' } })
})

const HTML = { 'Content-Type': 'text/html; charset=utf-8' }

export default { fetch: app.fetch, scheduled: scheduledRefresh() }
