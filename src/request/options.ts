import type { CacheOptions } from '../client/cache.js'
import type { Dialect } from '../core/dialect.js'
import type { Target } from '../core/target.js'
import { messageOf } from '../events/log.js'
import type { MetricsOptions } from '../metrics/buffer.js'
import type { MetricsSink } from '../metrics/contract.js'
import { check, checkSeconds } from '../options/check.js'
import { isProvider } from '../providers/contract.js'
import type { RefreshOptions } from '../refresh/options.js'
import type { TargetOptions } from '../visitor/options.js'
import { anonymousCookie, type CookieFormat } from './anonymous-cookie.js'

/**
 * The options that every adapter takes. `scheduledRefresh` takes the same object, so that one file configures both
 * sides. All are optional.
 *
 * @typeParam Context what a `target` function is called with: the framework's context, or the request
 */
export interface RequestFlagsOptions<Context = never> extends RefreshOptions, CacheOptions {
  /**
   * How a request becomes a target: a recipe, or a function of yours that returns the target, or undefined for none.
   * Default: a random identifier, kept in the cookie `burgee_id`, and where the visitor is.
   */
  readonly target?: TargetOptions | ((context: Context) => Target | undefined)
  /** A snapshot to bundle with the app. It is served until the store has one. Default: the provider's, if any. */
  readonly snapshot?: string | undefined
  /** The dialect that the compiler returned beside it. A provider's own goes first. Default: the provider's. */
  readonly dialect?: Dialect | undefined
  /** Where counted evaluations are sent. Default: where the provider sends them. */
  readonly sink?: MetricsSink | undefined
  /** How evaluations are counted and sent; `false` counts nothing. Default: on. */
  readonly metrics?: MetricsOptions | false | undefined
}

/**
 * Checks the options when the app starts, so that they do not fail with the first visitor.
 *
 * @param caller the function that the user called, for the message
 * @param cookies checks the anonymous cookie. Default: none, for apps that set no cookies
 * @throws TypeError if an option cannot work
 */
export const checkOptions = (
  { ttl, readTimeout, metrics, target, provider }: RequestFlagsOptions,
  caller: string,
  cookies?: CookieFormat,
): void => {
  const { flushInterval } = metrics || {}
  checkSeconds(caller, { ttl, readTimeout, flushInterval })
  check(
    caller,
    'provider',
    provider === undefined || isProvider(provider),
    'a provider, called if it is a function',
  )
  if (typeof target !== 'object') return
  const { header, attributes, anonymous } = target
  try {
    for (const name of Object.values({ ...attributes?.headers, header })) if (name) new Headers().get(name)
    if (cookies) anonymousCookie(cookies, '', anonymous)
  } catch (error) {
    throw new TypeError(`${caller}: target: ${messageOf(error)}`)
  }
}
