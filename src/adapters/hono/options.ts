import type { Context } from 'hono'
import type { CacheOptions } from '../../client/cache.js'
import type { Target } from '../../core/target.js'
import type { MetricsOptions } from '../../metrics/buffer.js'
import type { RefreshOptions } from '../../refresh/options.js'
import type { TargetOptions } from '../../target/recipe.js'

/** Takes the same object as `scheduledRefresh`, so that one file configures both sides. All are optional. */
export interface FeatureFlagsOptions extends RefreshOptions, CacheOptions {
  /**
   * How a request becomes a target: a recipe, or a function of your own. Default: a random identifier in the
   * cookie `burgee_id`, and where the visitor is.
   */
  readonly target?: TargetOptions | ((c: Context) => Target | undefined)
  /** A snapshot's text, bundled with the worker: served until the store has one. Default: none. */
  readonly snapshot?: string
  /** How evaluations are counted and sent; `false` to do neither. Default: on. */
  readonly metrics?: MetricsOptions | false
}

/** @throws TypeError where a number of seconds is none, and what to set instead */
export const checkSeconds = ({ ttl, readTimeout, metrics }: FeatureFlagsOptions): void => {
  const { flushInterval } = metrics || {}
  for (const [name, value = 1] of Object.entries({ ttl, readTimeout, flushInterval })) {
    if (!(value > 0))
      throw new TypeError(`featureFlags: ${name} must be a number of seconds above 0, not ${value}`)
  }
}
