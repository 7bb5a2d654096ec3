import type { Context } from 'hono'
import type { RequestFlagsOptions } from '../../request/options.js'

/** Takes the same object as `scheduledRefresh`, so that one file configures both sides. All are optional. */
export type FeatureFlagsOptions = RequestFlagsOptions<Context>
