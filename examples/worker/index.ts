/**
 * A shop's API on Cloudflare Workers without a framework: flags are what `fetch` is given besides, and the cron that
 * keeps them fresh comes along.
 *
 * In a clone, with no account: `npm ci && npm run example -- worker`. It runs this Worker in workerd, with KV and
 * with a config API that serves worker/demo/config.json; edit that file, and see it here within a minute or so.
 *
 *     curl -i http://localhost:8787/checkout        # a visitor without a name: one of two layouts, and a cookie
 *     curl http://localhost:8787/products -H 'x-user-id: eve' -H 'x-plan: pro'
 *
 * On Cloudflare: what the comments in wrangler.toml say, then `npx wrangler deploy` in this folder.
 */
import { type Flags, withFlags } from 'burgee/worker'

// Which of the two a visitor is served, and why. One without a name keeps it, through a cookie.
const checkout = (flags: Flags) => {
  const { value, variation, reason } = flags.detail('checkout-layout', 'three-steps')
  return { layout: value, variation, reason, visitor: flags.target?.identifier }
}

const products = (flags: Flags) =>
  Array.from({ length: flags.numberVariation('page-size', 10) }, (_, place) => ({ product: place + 1 }))

const routes = new Map<string, (flags: Flags) => unknown>([
  ['/checkout', checkout],
  ['/products', products],
])

export default withFlags(
  {
    fetch(request, _env, _ctx, flags) {
      const route = routes.get(new URL(request.url).pathname)
      if (route === undefined) return new Response('There is no such page.', { status: 404 })
      // What a visitor sees is theirs alone: no cache between them and us may keep it.
      return Response.json(route(flags), { headers: { 'Cache-Control': 'private, no-store' } })
    },
  },
  {
    // For the demonstration, who calls says who they are. See the README for a session.
    target: { header: 'x-user-id', attributes: { headers: { plan: 'x-plan' } } },
  },
)
