import type { Events } from '../events/events.js'
import { LEVELS, type Logger, type LogLevel } from '../events/log.js'
import type { Provider } from '../providers/contract.js'
import type { StoreOption } from '../stores/resolve.js'

/** What both sides need to agree on. */
export interface SharedOptions {
  /** Default: `harness()`, with its key and URLs from the worker's bindings. */
  readonly provider?: Provider | undefined
  /** Default: Workers KV at the binding `FLAGS`. */
  readonly store?: StoreOption | undefined
  /** Who is told what happens: see `createEvents`. Default: nobody. */
  readonly events?: Events | undefined
  /** Default: console. */
  readonly logger?: Logger | undefined
  /** Default: `info`. */
  readonly logLevel?: LogLevel | undefined
}

export interface RefreshOptions extends SharedOptions {
  /** What belongs to the scheduled side alone. */
  readonly refresh?: RefreshLimits | undefined
}

export interface RefreshLimits {
  /**
   * Publishes an answer even where it has no flags, or less than half of those that are published. Default:
   * false, because that is more often a mistake than meant.
   */
  readonly acceptShrunken?: boolean | undefined
  /** Seconds for one refresh, waits included; at most 900. Default: 45, so that one ends before the next begins. */
  readonly timeout?: number | undefined
  /** Attempts after the first, at most, for authentication; Flagbase has none. Default: 10. Source: the Harness SDKs. */
  readonly maxAuthRetries?: number | undefined
}

/**
 * Checks the options that both sides share as well: the request side is kept small, and takes the same object.
 *
 * @param caller whose options they are, for the message
 * @throws TypeError where an option cannot work, and what it should be
 */
export const checkOptions = (options: RefreshOptions, caller = 'scheduledRefresh'): void => {
  const { provider, store, events, logLevel, refresh = {} } = options
  const { timeout = 45, maxAuthRetries = 10 } = refresh
  const expect = (holds: boolean, what: string) => {
    if (!holds) throw new TypeError(`${caller}: ${what}`)
  }
  expect(
    Number.isFinite(timeout) && timeout > 0 && timeout <= 900,
    `refresh.timeout must be seconds, above 0 and at most 900, not ${timeout}`,
  )
  expect(
    Number.isInteger(maxAuthRetries) && maxAuthRetries >= 0,
    `refresh.maxAuthRetries must be a whole number, 0 or more, not ${maxAuthRetries}`,
  )
  expect(
    logLevel === undefined || LEVELS.includes(logLevel),
    `logLevel must be one of ${LEVELS.join(', ')}, not ${logLevel}`,
  )
  expect(
    store === undefined ||
      typeof store === 'function' ||
      (hasMethod(store, 'read') && hasMethod(store, 'write')),
    'store must have the methods read() and write(text), or be a function that returns one that has',
  )
  expect(
    provider === undefined || hasMethod(provider, 'sink'),
    'provider must be one: harness(), for example',
  )
  expect(events === undefined || hasMethod(events, 'hear'), 'events must be made by createEvents()')
}

const hasMethod = (owner: object | null, name: string): boolean =>
  typeof (owner as Record<string, unknown> | null)?.[name] === 'function'
