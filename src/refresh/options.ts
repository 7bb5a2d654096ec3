import type { Events } from '../events/events.js'
import { LEVELS, type Logger, type LogLevel } from '../events/log.js'
import { check, checkSeconds } from '../options/check.js'
import { isProvider, type Provider } from '../providers/contract.js'
import type { StoreOption } from '../stores/resolve.js'

/** The options that both sides need to agree on. */
export interface SharedOptions {
  /** Default: `harness()`, with its key and URLs from the worker's bindings. */
  readonly provider?: Provider | undefined
  /** Default: Workers KV at the binding `FLAGS`. */
  readonly store?: StoreOption | undefined
  /** The emitter that reports what happens: see `createEvents`. Default: none. */
  readonly events?: Events | undefined
  /** Default: console. */
  readonly logger?: Logger | undefined
  /** Default: `info`. */
  readonly logLevel?: LogLevel | undefined
}

export interface RefreshOptions extends SharedOptions {
  /** The limits of a refresh; only the scheduled side reads them. */
  readonly refresh?: RefreshLimits | undefined
}

export interface RefreshLimits {
  /**
   * Publishes flags even if there are none, or fewer than half of those that are published. Default: false, because
   * that is more often a mistake than meant.
   */
  readonly acceptShrunken?: boolean | undefined
  /** Seconds for one refresh, waits included; at most 900. Default: 45, so that one ends before the next begins. */
  readonly timeout?: number | undefined
  /** Attempts after the first, at most, to authenticate. Flagbase does not authenticate. Default: 10. Source: the Harness SDKs. */
  readonly maxAuthRetries?: number | undefined
}

/**
 * Checks the options of the scheduled side. They include those that it shares with the request side, which takes the
 * same object and is kept small.
 *
 * @param caller the function that the user called, for the message
 * @throws TypeError if an option cannot work
 */
export const checkRefreshOptions = (options: RefreshOptions, caller: string): void => {
  const { provider, store, events, logLevel, refresh = {} } = options
  const { timeout, maxAuthRetries = 10 } = refresh
  checkSeconds(caller, { 'refresh.timeout': timeout }, 0.001, 900)
  check(
    caller,
    'refresh.maxAuthRetries',
    Number.isInteger(maxAuthRetries) && maxAuthRetries >= 0,
    `a whole number from 0, not ${maxAuthRetries}`,
  )
  check(
    caller,
    'logLevel',
    logLevel === undefined || LEVELS.includes(logLevel),
    `one of ${LEVELS.join(', ')}, not ${logLevel}`,
  )
  check(
    caller,
    'store',
    store === undefined ||
      typeof store === 'function' ||
      (hasMethod(store, 'read') && hasMethod(store, 'write')),
    'an object with the methods read() and write(text), or a function that returns one',
  )
  check(caller, 'provider', provider === undefined || isProvider(provider), 'a provider, such as harness()')
  check(caller, 'events', events === undefined || hasMethod(events, 'hear'), 'made by createEvents()')
}

const hasMethod = (owner: object | null, name: string): boolean =>
  typeof (owner as Record<string, unknown> | null)?.[name] === 'function'
