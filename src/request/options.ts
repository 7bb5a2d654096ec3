import type { CacheOptions } from '../client/cache.js'
import type { Target } from '../core/target.js'
import { messageOf } from '../events/log.js'
import type { MetricsOptions } from '../metrics/buffer.js'
import type { MetricsSink } from '../metrics/contract.js'
import { checkSeconds } from '../options/check.js'
import type { RefreshOptions } from '../refresh/options.js'
import type { TargetOptions } from '../visitor/recipe.js'
import { anonymousCookie, type SerializeCookie } from './anonymous-cookie.js'

/**
 * What every adapter takes: the same object as `scheduledRefresh`, so that one file configures both sides. All
 * are optional.
 *
 * @typeParam Context what a `target` function is given: the framework's context, or the request
 */
export interface RequestFlagsOptions<Context = never> extends RefreshOptions, CacheOptions {
  /**
   * How a request becomes a target: a recipe, or a function of your own. Default: a random identifier in the
   * cookie `burgee_id`, and where the visitor is.
   */
  readonly target?: TargetOptions | ((context: Context) => Target | undefined)
  /** A snapshot's text, bundled with the worker: served until the store has one. Default: none. */
  readonly snapshot?: string | undefined
  /** Where counted evaluations are sent. Default: where the provider sends them. */
  readonly sink?: MetricsSink | undefined
  /** How evaluations are counted and sent; `false` to do neither. Default: on. */
  readonly metrics?: MetricsOptions | false | undefined
}

/** @throws TypeError where an option cannot work, so that it does not fail with the first visitor instead */
export const checkOptions = (
  { ttl, readTimeout, metrics, target }: RequestFlagsOptions,
  serialize: SerializeCookie,
): void => {
  const { flushInterval } = metrics || {}
  checkSeconds('burgee', { ttl, readTimeout, flushInterval })
  if (typeof target !== 'object') return
  const { header, attributes, anonymous } = target
  try {
    for (const name of Object.values({ ...attributes?.headers, header })) if (name) new Headers().get(name)
    anonymousCookie(serialize, '', anonymous)
  } catch (error) {
    throw new TypeError(`burgee: target: ${messageOf(error)}`)
  }
}
