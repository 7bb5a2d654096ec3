import type { Dialect } from '../core/dialect.js'
import type { Events } from '../events/events.js'
import type { Logger, LogLevel } from '../events/log.js'
import type { MetricsOptions } from '../metrics/buffer.js'
import type { MetricsSink } from '../metrics/contract.js'
import { checkSeconds } from '../options/check.js'
import type { Provider } from '../providers/contract.js'
import { checkRefreshOptions, type RefreshLimits } from '../refresh/options.js'
import type { StoreOption } from '../stores/resolve.js'
import type { CacheOptions } from './cache.js'

export interface CreateFlagsOptions extends CacheOptions {
  /** A snapshot, as a compiler returns it. It is served until the store has one. Default: the provider's, if any. */
  readonly snapshot?: string | undefined
  /** The dialect that the compiler returned beside it. A provider's own goes first. Default: Harness's. */
  readonly dialect?: Dialect | undefined
  /** The store to read the snapshot from. Default: none. With a provider: the memory of this process. */
  readonly store?: StoreOption | undefined
  /**
   * The config API that `refresh()` asks. What is new is published to the store, and metrics are sent to the provider.
   * Default: none. Then the store is only read, and a `scheduledRefresh` elsewhere writes it.
   */
  readonly provider?: Provider | undefined
  /** The bindings in which the provider finds its key and URLs. Default: `process.env`, if there is one. */
  readonly env?: object | undefined
  /**
   * Seconds from one refresh to the next, at least 1, and 3 with Flagbase. A flush follows each refresh. The first
   * refresh starts immediately. For long-lived processes, such as a server on Node; in a worker a cron does it.
   * Default: never.
   */
  readonly pollInterval?: number | undefined
  /** The limits of a refresh. */
  readonly refresh?: RefreshLimits | undefined
  /** The sink that `flush()` sends counted evaluations to. Default: the provider's, if it has one. */
  readonly sink?: MetricsSink | undefined
  /**
   * How much is kept between two flushes; `false` to count nothing. `flushInterval` only matters if you pass
   * `waitUntil` to `forTarget`. Otherwise a handle flushes after each refresh, or when you call `flush()`.
   */
  readonly metrics?: MetricsOptions | false | undefined
  /** An emitter, which several handles may share. Default: one of the handle's own. */
  readonly events?: Events | undefined
  /** Default: console. */
  readonly logger?: Logger | undefined
  /** Default: `info`. */
  readonly logLevel?: LogLevel | undefined
}

const CALLER = 'createFlags'

/** @throws TypeError if an option cannot work */
export const checkCreateFlagsOptions = (options: CreateFlagsOptions): void => {
  const { provider, store, pollInterval, metrics, ttl, readTimeout } = options
  checkRefreshOptions(options, CALLER)
  const { flushInterval } = metrics || {}
  checkSeconds(CALLER, { ttl, readTimeout, flushInterval })
  if (pollInterval === undefined) return
  checkSeconds(CALLER, { pollInterval }, provider?.leastPollInterval ?? 1)
  if (store === undefined && provider?.source === undefined) {
    throw new TypeError(`${CALLER}: pollInterval needs a provider to ask, or a store to read`)
  }
}
