/**
 * A page rendered once for each variant of it, and kept in Cloudflare's Cache API: visitors who are served the same
 * flags are served the same copy, and no copy belongs to a visitor.
 *
 * In a clone, with no account: `npm ci && npm run example -- cached-page`, with flags from worker/demo/config.json, then
 *
 *     curl -i http://localhost:8787/    # a few times: two layouts, each `rendered` once, then `kept`
 *
 * On Cloudflare: what the comments in wrangler.toml say, then `npx wrangler deploy` in this folder.
 */
import { cacheKey, type UsedFlagsEnv, usedFlags } from 'burgee/cache'
import { featureFlags } from 'burgee/hono'
import { scheduledRefresh } from 'burgee/refresh'
import { Hono } from 'hono'

const app = new Hono<UsedFlagsEnv>()
app.use(featureFlags(), usedFlags())

app.get('/', async (c) => {
  const flags = c.get('flags')

  // First read every flag that the page depends on: that takes nanoseconds. The key is made of what they gave.
  const dark = flags.boolVariation('dark-mode', false)
  const layout = flags.stringVariation('checkout-layout', 'three-steps')
  const key = new Request(`${new URL('/', c.req.url)}?variant=${cacheKey(flags)}`)

  // Then look for the copy that somebody else's request has left.
  const pages = await caches.open('pages')
  const kept = await pages.match(key)
  if (kept) return new Response(kept.body, { headers: { ...HTML, 'X-Variant': 'kept' } })

  const page = `<!doctype html><body class="${dark ? 'dark' : 'light'}"><p>${layout}</p>`
  const copy = new Response(page, { headers: { ...HTML, 'Cache-Control': 'public, max-age=60' } })
  c.executionCtx.waitUntil(pages.put(key, copy))

  // What goes to the visitor says nothing of caches, so the middleware makes it private: all variants have one URL.
  return new Response(page, { headers: { ...HTML, 'X-Variant': 'rendered' } })
})

const HTML = { 'Content-Type': 'text/html; charset=utf-8' }

export default { fetch: app.fetch, scheduled: scheduledRefresh() }
