import { env } from 'cloudflare:workers'
import type { FeatureFlagsOptions } from 'burgee/hono'

/** One object for both sides: what requests do, and what the cron does. */
export const options: FeatureFlagsOptions = {
  ttl: Number(env.FLAGS_TTL ?? 60),
  target: {
    // Whoever calls names the target, or is given a cookie: right for a demo. A real app takes the identifier from
    // something that it trusts, in a function: `target: (c) => ({ identifier: c.get('user').id })`.
    header: 'x-target-id',
    attributes: { headers: { plan: 'x-plan', email: 'x-email', language: 'accept-language' } },
  },
}
