import type { Context } from 'hono'
import { serialize } from 'hono/utils/cookie'
import type { CacheOptions } from '../../client/cache.js'
import type { Target } from '../../core/target.js'
import { messageOf } from '../../events/log.js'
import type { MetricsOptions } from '../../metrics/buffer.js'
import type { MetricsSink } from '../../metrics/contract.js'
import type { RefreshOptions } from '../../refresh/options.js'
import {
  type AnonymousCookieOptions,
  DEFAULT_ANONYMOUS_COOKIE,
  type TargetOptions,
} from '../../target/recipe.js'

/** Takes the same object as `scheduledRefresh`, so that one file configures both sides. All are optional. */
export interface FeatureFlagsOptions extends RefreshOptions, CacheOptions {
  /**
   * How a request becomes a target: a recipe, or a function of your own. Default: a random identifier in the
   * cookie `burgee_id`, and where the visitor is.
   */
  readonly target?: TargetOptions | ((c: Context) => Target | undefined)
  /** A snapshot's text, bundled with the worker: served until the store has one. Default: none. */
  readonly snapshot?: string | undefined
  /** Where counted evaluations are sent. Default: where the provider sends them. */
  readonly sink?: MetricsSink | undefined
  /** How evaluations are counted and sent; `false` to do neither. Default: on. */
  readonly metrics?: MetricsOptions | false | undefined
}

/** @throws TypeError where an option cannot work, so that it does not fail with the first visitor instead */
export const checkOptions = ({ ttl, readTimeout, metrics, target }: FeatureFlagsOptions): void => {
  const { flushInterval } = metrics || {}
  for (const [name, value = 1] of Object.entries({ ttl, readTimeout, flushInterval })) {
    if (!(typeof value === 'number' && value > 0 && value < 2e6)) {
      throw new TypeError(`featureFlags: ${name} must be seconds above 0, not ${value}`)
    }
  }
  if (typeof target !== 'object') return
  const { header = 'x', attributes, anonymous } = target
  try {
    for (const name of Object.values({ ...attributes?.headers, header })) new Headers().get(name)
    if (anonymous !== false) anonymousCookie('', anonymous)
  } catch (error) {
    throw new TypeError(`featureFlags: target: ${messageOf(error)}`)
  }
}

/** The Set-Cookie header's value. @throws where the options do not make a cookie */
export const anonymousCookie = (id: string, options: AnonymousCookieOptions = {}): string => {
  const { name = DEFAULT_ANONYMOUS_COOKIE, ...attributes } = options
  return serialize(name, id, {
    path: '/',
    maxAge: 31_536_000,
    httpOnly: true,
    secure: true,
    sameSite: 'Lax',
    ...attributes,
  })
}
