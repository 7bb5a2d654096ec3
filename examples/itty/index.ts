/**
 * A shop's API with itty-router on Cloudflare Workers: flags on every request, and a cron that keeps them fresh.
 *
 * Run it in a clone, without an account: `npm ci && npm run example -- itty`. It runs in workerd with a KV and with the
 * flags of worker/demo/config.json. Edit that file, and see the change here within about a minute.
 *
 *     curl -i http://localhost:8787/checkout        # an anonymous visitor: one of two layouts, and a cookie
 *     curl http://localhost:8787/products -H 'x-user-id: eve' -H 'x-plan: pro'
 *
 * Deploy it: `npx wrangler deploy` in this folder, then `npx wrangler secret put HARNESS_SDK_KEY`.
 */
import { type FlagsRequest, featureFlags, type IttyFlagsOptions } from 'burgee/itty'
import { scheduledRefresh } from 'burgee/refresh'
import { AutoRouter } from 'itty-router'

/** The options of the middleware and of the cron. */
const options: IttyFlagsOptions = {
  // For the demo, a header names the visitor. A real app takes the name from its session, which middleware before
  // `withFlags` puts on the request: target: ({ user }) => ({ identifier: user.id })
  target: { header: 'x-user-id', attributes: { headers: { plan: 'x-plan' } } },
}

const { withFlags, finishFlags } = featureFlags(options)

/** Each visitor is served their own flags, so no shared cache may keep a response. */
const keepPrivate = (response: Response): void => response.headers.set('Cache-Control', 'private, no-store')

const router = AutoRouter({ before: [withFlags], finally: [keepPrivate, finishFlags] })

// The layout that the visitor is served, and why. An anonymous visitor keeps it, because of a cookie.
router.get('/checkout', ({ flags }: FlagsRequest) => {
  const { value, variation, reason } = flags.detail('checkout-layout', 'three-steps')
  return { layout: value, variation, reason, visitor: flags.target?.identifier }
})

router.get('/products', ({ flags }: FlagsRequest) =>
  Array.from({ length: flags.numberVariation('page-size', 10) }, (_, place) => ({ product: place + 1 })),
)

export default { fetch: router.fetch, scheduled: scheduledRefresh(options) }
