import type { Context } from 'hono'
import type { RequestFlagsOptions } from '../../request/options.js'

/**
 * The options of `featureFlags`. `scheduledRefresh` takes the same object, so that one file configures both sides. All
 * are optional. A `target` function is called with Hono's context.
 */
export type FeatureFlagsOptions = RequestFlagsOptions<Context>
