import type { Logger, LogLevel } from '../events/log.js'
import type { Provider } from '../providers/contract.js'
import type { StoreOption } from '../stores/resolve.js'

/** What both sides need to agree on. */
export interface SharedOptions {
  /** Default: `harness()`, with its key and URLs from the worker's bindings. */
  readonly provider?: Provider
  /** Default: Workers KV at the binding `FLAGS`. */
  readonly store?: StoreOption
  /** Default: console. */
  readonly logger?: Logger
  /** Default: `info`. */
  readonly logLevel?: LogLevel
}

export interface RefreshOptions extends SharedOptions {
  /** What belongs to the scheduled side alone. */
  readonly refresh?: RefreshLimits
}

export interface RefreshLimits {
  /**
   * Publishes an answer even where it has no flags, or less than half of those that are published. Default:
   * false, because that is more often a mistake than meant.
   */
  readonly acceptShrunken?: boolean
  /** Seconds for one refresh, waits included; at most 900. Default: 45, so that one ends before the next begins. */
  readonly timeout?: number
  /** Attempts after the first, at most, for authentication. Default: 10. Source: the Harness SDKs. */
  readonly maxAuthRetries?: number
}

/** @throws TypeError where a limit is out of range */
export const checkLimits = ({ timeout = 45, maxAuthRetries = 10 }: RefreshLimits): void => {
  if (!(timeout > 0 && timeout <= 900)) {
    throw new TypeError(`refresh.timeout must be a number of seconds from 0 to 900, not ${timeout}`)
  }
  if (!(Number.isInteger(maxAuthRetries) && maxAuthRetries >= 0)) {
    throw new TypeError(`refresh.maxAuthRetries must be a whole number, 0 or more, not ${maxAuthRetries}`)
  }
}
