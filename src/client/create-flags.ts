import type { Target } from '../core/target.js'
import * as codes from '../events/codes.js'
import { createEvents, type EventSource, type Events } from '../events/events.js'
import { createLog, type Log, type Logger, type LogLevel } from '../events/log.js'
import type { MetricsOptions } from '../metrics/buffer.js'
import type { MetricsSink } from '../metrics/contract.js'
import type { Provider } from '../providers/contract.js'
import { checkOptions, type RefreshLimits } from '../refresh/options.js'
import type { Store } from '../stores/contract.js'
import { memory } from '../stores/memory.js'
import { type CacheOptions, openForLog } from './cache.js'
import { createClient } from './client.js'
import type { Flags, SnapshotInfo } from './flags.js'
import { type Polling, startPolling } from './polling.js'
import { createRefresher } from './refresher.js'

export interface CreateFlagsOptions extends Pick<CacheOptions, 'readTimeout'> {
  /** A snapshot's text, as a compiler returns it. With a store: served until the store has one. */
  readonly snapshot?: string
  /** Where to read the snapshot from. Default: nowhere; with a provider: the process's memory. */
  readonly store?: Store
  /**
   * The config API that `refresh()` asks, publishing to the store what is new, and that metrics are sent to.
   * Default: none; the store is only read, and somebody else's `scheduledRefresh` writes it.
   */
  readonly provider?: Provider
  /** Where the provider finds its key and URLs: a worker's bindings. Default: `process.env`, where there is one. */
  readonly env?: object
  /**
   * Seconds between two refreshes, each followed by a flush; at least 1. For processes that live long, such as a
   * server on Node; elsewhere a cron does it. The first is begun at once. Default: never.
   */
  readonly pollInterval?: number
  /** How a refresh is limited. */
  readonly refresh?: RefreshLimits
  /** Where counted evaluations are sent, by `flush()`. Default: where the provider sends them, else nowhere. */
  readonly sink?: MetricsSink
  /** How much is kept between two flushes; `false` to count nothing. */
  readonly metrics?: Omit<MetricsOptions, 'flushInterval'> | false
  /** An emitter to use, and share. Default: one of the handle's own. */
  readonly events?: Events
  /** Default: console. */
  readonly logger?: Logger
  /** Default: `info`. */
  readonly logLevel?: LogLevel
}

/** A long-lived source of flags, for use outside of a request. */
export interface FlagsHandle extends EventSource {
  /**
   * Flags as this target sees them, from the newest snapshot at this moment; before there is one, everything
   * falls back, with code 6001. `undefined` evaluates for nobody: rules and target lists match no one, and a
   * rollout serves its last variation.
   */
  forTarget(target: Target | undefined): Flags
  /**
   * Waits for the first snapshot: reads the store, and asks the provider where the store has none; with a
   * `pollInterval`, until a round brings one. Never throws. Code 1003 while it waits.
   *
   * @param options `timeoutMs`: at most so many milliseconds. Default: as long as that takes
   * @returns true where flags are answered from a snapshot, the bundled one included
   */
  ready(options?: { readonly timeoutMs?: number }): Promise<boolean>
  /**
   * Asks the provider now, publishes to the store what is new, and takes it; without a provider, reads the store.
   * Never throws: whatever fails leaves the last good snapshot, and a log line.
   */
  refresh(): Promise<void>
  /** Sends what has been counted. Never throws. */
  flush(): Promise<void>
  /**
   * Flushes, and stops polling and counting. Flags can still be evaluated, from the last snapshot; everything
   * else does nothing any more, and closing again neither.
   */
  close(): Promise<void>
  readonly snapshot: SnapshotInfo
}

/**
 * Flags outside of a request: offline, in tests, queue consumers, Durable Objects, scripts and servers.
 *
 * @throws SnapshotError where `snapshot` is not one that this version reads
 * @throws TypeError where an option cannot work
 *
 * @example
 * const { snapshot } = compileHarness({ flags, segments })
 * const flags = createFlags({ snapshot })
 * flags.forTarget({ identifier: 'ada' }).boolVariation('dark-mode', false)
 *
 * @example
 * // a server on Node, with HARNESS_SDK_KEY in its environment
 * const flags = createFlags({ provider: harness(), pollInterval: 60 })
 * await flags.ready({ timeoutMs: 5_000 })
 */
export const createFlags = (options: CreateFlagsOptions = {}): FlagsHandle => {
  const { provider, env = processEnv(), pollInterval, metrics, events = createEvents() } = options
  checkOptions(options, 'createFlags')
  checkPollInterval(pollInterval, provider)
  const log = createLog(options.logger, options.logLevel, events)
  const client = createClient({
    log,
    store: options.store,
    bundled: options.snapshot === undefined ? undefined : openForLog(options.snapshot, log),
    sink: metrics === false ? undefined : (options.sink ?? provider?.sink(env, log)),
    cache: options,
    metrics: metrics || {},
  })
  const { cache } = client
  let closed = false
  /** What is given up because of `close()` did not fail: it is not logged. */
  const untilClosed: Log = {
    write: (...line) => closed || log.write(...line),
    once: (...line) => closed || log.once(...line),
    get debugging() {
      return log.debugging
    },
  }
  const refresher = createRefresher({
    cache,
    store: options.store ?? memory(),
    source: provider?.source?.(env, untilClosed),
    log: untilClosed,
    limits: options.refresh ?? {},
  })
  const flush = async () => client.metrics?.flush()

  const round = async (first: boolean) => {
    // A snapshot that the store had from before may be old: then the first round asks as well.
    if (!first || !(await refresher.begin())) await refresher.refresh()
    await flush()
  }
  const polling: Polling | undefined =
    pollInterval === undefined ? undefined : startPolling(round, pollInterval, log)

  const waitForSnapshot = async (timedOut: () => boolean) => {
    if (polling === undefined) await refresher.begin()
    while (polling !== undefined && cache.current === undefined && !closed && !timedOut())
      await polling.nextRound()
  }

  return {
    on: events.on,
    off: events.off,
    clear: events.clear,
    forTarget: (target) => client.view(target),
    async ready({ timeoutMs } = {}) {
      if (cache.current === undefined && (cache.mustLoad || provider?.source !== undefined) && !closed) {
        codes.waiting(log)
        await unlessLate(waitForSnapshot, timeoutMs)
      }
      return client.view(undefined).snapshot.source !== 'none'
    },
    refresh: refresher.refresh,
    flush,
    async close() {
      if (closed) return
      closed = true
      codes.closing(log)
      polling?.stop()
      refresher.stop()
      await flush()
      if (client.metrics !== undefined) codes.metricsStopped(log)
      client.metrics = undefined
      codes.closed(log)
    },
    get snapshot() {
      return client.view(undefined).snapshot
    },
  }
}

const checkPollInterval = (pollInterval: number | undefined, provider: Provider | undefined): void => {
  const leastPollInterval = provider?.leastPollInterval ?? 1
  if (pollInterval === undefined || (pollInterval >= leastPollInterval && pollInterval < 2e6)) return
  throw new TypeError(
    `createFlags: pollInterval must be seconds, at least ${leastPollInterval}, not ${pollInterval}`,
  )
}

/** Work that is not waited for any longer than this. */
const unlessLate = async (
  work: (timedOut: () => boolean) => Promise<unknown>,
  milliseconds: number | undefined,
): Promise<void> => {
  if (milliseconds === undefined) return void (await work(() => false))
  let late = false
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      late = true
      resolve()
    }, milliseconds)
    void work(() => late).finally(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

const processEnv = (): object => (globalThis as { process?: { env?: object } }).process?.env ?? {}
