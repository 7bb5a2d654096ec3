import { env } from 'cloudflare:workers'
import { flagbase } from 'burgee/flagbase'
import type { FeatureFlagsOptions } from 'burgee/hono'
import { scheduledRefresh } from 'burgee/refresh'
import { createApp } from './app.js'
import { options } from './flags.js'
import { postCounts } from './sink.js'

/** The same worker with flags from Flagbase: `npx wrangler deploy worker/flagbase.ts`. Its key is FLAGBASE_SDK_KEY. */
const flagbaseOptions: FeatureFlagsOptions = {
  ...options,
  provider: flagbase(),
  ...(env.METRICS_URL && { sink: postCounts(env.METRICS_URL) }),
}

export default { fetch: createApp(flagbaseOptions).fetch, scheduled: scheduledRefresh(flagbaseOptions) }
