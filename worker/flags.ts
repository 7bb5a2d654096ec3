import { env } from 'cloudflare:workers'
import type { FeatureFlagsOptions } from 'burgee/hono'

/** One object for both sides: what requests do, and what the cron does. */
export const options: FeatureFlagsOptions = {
  ttl: Number(env.FLAGS_TTL ?? 60),
  target: {
    // Whoever calls names the target, or is given a cookie. A real app would name its own session cookie here.
    header: 'x-target-id',
    attributes: { headers: { plan: 'x-plan', email: 'x-email', language: 'accept-language' } },
  },
}
