/**
 * A shop's API on Cloudflare Workers without a framework. `withFlags` adds the flags as the last parameter of `fetch`,
 * and the cron that keeps them fresh.
 *
 * Run it in a clone, without an account: `npm ci && npm run example -- worker`. It runs in workerd with a KV and with the
 * flags of worker/demo/config.json. Edit that file, and see the change here within about a minute.
 *
 *     curl -i http://localhost:8787/checkout        # an anonymous visitor: one of two layouts, and a cookie
 *     curl http://localhost:8787/products -H 'x-user-id: eve' -H 'x-plan: pro'
 *
 * Deploy it: `npx wrangler deploy` in this folder, then `npx wrangler secret put HARNESS_SDK_KEY`.
 */
import { type Flags, withFlags } from 'burgee/worker'

// The layout that the visitor is served, and why. An anonymous visitor keeps it, because of a cookie.
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
      if (route === undefined) return new Response('Not found', { status: 404 })
      // Each visitor is served their own flags, so no shared cache may keep a response.
      return Response.json(route(flags), { headers: { 'Cache-Control': 'private, no-store' } })
    },
  },
  {
    // For the demo, a header names the visitor. A real app takes the name from its session: see docs/visitors.md.
    target: { header: 'x-user-id', attributes: { headers: { plan: 'x-plan' } } },
  },
)
