/**
 * A shop's API with itty-router on Cloudflare Workers: flags on every request, and a cron that keeps them fresh.
 *
 * In a clone, with no account: `npm ci && npm run example -- itty`. It runs this Worker in workerd, with KV and
 * with a config API that serves worker/demo/config.json; edit that file, and see it here within a minute or so.
 *
 *     curl -i http://localhost:8787/checkout        # a visitor without a name: one of two layouts, and a cookie
 *     curl http://localhost:8787/products -H 'x-user-id: eve' -H 'x-plan: pro'
 *
 * On Cloudflare: what the comments in wrangler.toml say, then `npx wrangler deploy` in this folder.
 */
import { type FlagsRequest, featureFlags, type IttyFlagsOptions } from 'burgee/itty'
import { scheduledRefresh } from 'burgee/refresh'
import { AutoRouter } from 'itty-router'

/** One object for both sides: what requests do, and what the cron does. */
const options: IttyFlagsOptions = {
  // For the demonstration, who calls says who they are. A real app takes that from its session, which middleware
  // before `withFlags` has put on the request: target: ({ user }) => ({ identifier: user.id })
  target: { header: 'x-user-id', attributes: { headers: { plan: 'x-plan' } } },
}

const { withFlags, finishFlags } = featureFlags(options)

/** What a visitor sees is theirs alone: no cache between them and us may keep it. */
const keepPrivate = (response: Response): void => response.headers.set('Cache-Control', 'private, no-store')

const router = AutoRouter({ before: [withFlags], finally: [keepPrivate, finishFlags] })

// Which of the two a visitor is served, and why. One without a name keeps it, through a cookie.
router.get('/checkout', ({ flags }: FlagsRequest) => {
  const { value, variation, reason } = flags.detail('checkout-layout', 'three-steps')
  return { layout: value, variation, reason, visitor: flags.target?.identifier }
})

router.get('/products', ({ flags }: FlagsRequest) =>
  Array.from({ length: flags.numberVariation('page-size', 10) }, (_, place) => ({ product: place + 1 })),
)

export default { fetch: router.fetch, scheduled: scheduledRefresh(options) }
