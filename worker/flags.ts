import { env } from 'cloudflare:workers'
import type { FeatureFlagsOptions } from 'burgee/hono'

/** The options of the middleware and of the cron. */
export const options: FeatureFlagsOptions = {
  ttl: Number(env.FLAGS_TTL ?? 60),
  target: {
    // For the demo, a header names the visitor. A real app takes the name from its session:
    // `target: (c) => ({ identifier: c.get('user').id })`.
    header: 'x-target-id',
    attributes: { headers: { plan: 'x-plan', email: 'x-email', language: 'accept-language' } },
  },
}
