import type { Target } from '../core/target.js'
import * as codes from '../events/codes.js'
import { createEvents, type EventSource, type Events } from '../events/events.js'
import { createLog, type Log, type Logger, type LogLevel } from '../events/log.js'
import type { MetricsOptions } from '../metrics/buffer.js'
import type { MetricsSink } from '../metrics/contract.js'
import type { WaitUntil } from '../metrics/wait-until.js'
import type { Provider } from '../providers/contract.js'
import { checkOptions, type RefreshLimits } from '../refresh/options.js'
import { resolveStore, type StoreOption } from '../stores/resolve.js'
import { type CacheOptions, openForLog, type SnapshotCache } from './cache.js'
import { createClient } from './client.js'
import type { Flags, SnapshotInfo } from './flags.js'
import { patientSink } from './patient-sink.js'
import { startPolling } from './polling.js'
import { createRefresher } from './refresher.js'
import { LONGEST, unlessLate, until } from './waiting.js'

declare global {
  /** As in TypeScript's `esnext.disposable`, which as a whole would be too much to force on whoever imports Burgee. */
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol
  }
}

export interface CreateFlagsOptions extends CacheOptions {
  /** A snapshot's text, as a compiler returns it. With a store: served until the store has one. */
  readonly snapshot?: string | undefined
  /** Where to read the snapshot from. Default: nowhere; with a provider: the process's memory. */
  readonly store?: StoreOption | undefined
  /**
   * The config API that `refresh()` asks, publishing to the store what is new, and that metrics are sent to.
   * Default: none; the store is only read, and somebody else's `scheduledRefresh` writes it.
   */
  readonly provider?: Provider | undefined
  /** Where the provider finds its key and URLs: a worker's bindings. Default: `process.env`, where there is one. */
  readonly env?: object | undefined
  /**
   * Seconds between two refreshes, each followed by a flush; at least 1, and with Flagbase 3. For processes that
   * live long, such as a server on Node; elsewhere a cron does it. The first is begun at once. Default: never.
   */
  readonly pollInterval?: number | undefined
  /** How a refresh is limited. */
  readonly refresh?: RefreshLimits | undefined
  /** Where counted evaluations are sent, by `flush()`. Default: where the provider sends them, else nowhere. */
  readonly sink?: MetricsSink | undefined
  /**
   * How much is kept between two flushes; `false` to count nothing. `flushInterval` matters only where `forTarget`
   * is given `waitUntil`: else a handle flushes after each round, or when it is told to.
   */
  readonly metrics?: MetricsOptions | false | undefined
  /** An emitter to use, and share. Default: one of the handle's own. */
  readonly events?: Events | undefined
  /** Default: console. */
  readonly logger?: Logger | undefined
  /** Default: `info`. */
  readonly logLevel?: LogLevel | undefined
}

/** A long-lived source of flags, for use outside of a request. */
export interface FlagsHandle extends EventSource {
  /**
   * Flags as this target sees them, from the newest snapshot at this moment; before there is one, everything
   * falls back, with code 6001. `undefined` evaluates for nobody: rules and target lists match no one, and a
   * rollout serves its last variation.
   *
   * @param waitUntil of the request that this is for, in a worker: a newer snapshot is then looked for behind its
   *   response where it is time to, and what is counted is sent from there, as the middleware does. One that throws,
   *   as there is no such request any more, disturbs nothing. Default: none; somebody calls `ready()` and `flush()`,
   *   or the handle polls
   */
  forTarget(target: Target | undefined, waitUntil?: WaitUntil): Flags
  /**
   * Waits for the first snapshot: reads the store, and asks the provider where the store has none; with a
   * `pollInterval`, until a round brings one. Code 1003 while it waits. Later, where the snapshot is older than
   * `ttl`, it reads the store again: what a queue's consumer calls before each batch. Never throws.
   *
   * @param options `timeoutMs`: at most so many milliseconds. Default: as long as that takes
   * @returns true where flags are answered from a snapshot, the bundled one included
   */
  ready(options?: { readonly timeoutMs?: number | undefined }): Promise<boolean>
  /**
   * What each request of a worker calls first: reads the store where this isolate has nothing from it yet, and asks
   * nobody else; at most `readTimeout`. Undefined, with nothing to wait for, in all later requests. Never throws.
   */
  load(): Promise<void> | undefined
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
  /** The same, for `await using flags = createFlags(…)`. Not there where the runtime has no `Symbol.asyncDispose`. */
  [Symbol.asyncDispose](): Promise<void>
  readonly snapshot: SnapshotInfo
  /** That snapshot's text, as a store has it: to bundle it elsewhere, or to look into it. Undefined where there is none. */
  readonly snapshotText: string | undefined
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
  checkNumbers(options)
  const log = createLog(options.logger, options.logLevel, events)
  const store = typeof options.store === 'function' ? resolveStore(options.store, env) : options.store
  const bundled = options.snapshot === undefined ? undefined : openForLog(options.snapshot, log)
  const sink = metrics === false ? undefined : (options.sink ?? provider?.sink(env, log))
  const client = createClient({
    log,
    store,
    bundled,
    sink: sink && patientSink(sink),
    cache: options,
    metrics: metrics || {},
  })
  const { cache } = client
  let state: 'open' | 'closing' | 'closed' = 'open'
  /** What is given up because of `close()` did not fail: it is not logged. */
  const whileOpen: Log = {
    write: (...line) => state !== 'open' || log.write(...line),
    once: (...line) => state !== 'open' || log.once(...line),
    debugging: log.debugging,
  }
  const refresher = createRefresher({
    cache,
    store,
    readTimeout: options.readTimeout ?? 2,
    source: provider?.source?.(env, whileOpen),
    log: whileOpen,
    limits: options.refresh ?? {},
  })
  const flush = async () => client.metrics?.flush()
  // Behind this turn, so that whoever makes a handle can listen first.
  if (bundled) queueMicrotask(() => codes.ready(whileOpen, bundled.header.revision))

  const round = async (first: boolean) => {
    // A snapshot that the store had from before may be old: then the first round asks as well.
    if (!first || !(await refresher.begin())) await refresher.refresh()
    await flush()
  }
  const stopPolling = pollInterval === undefined ? undefined : startPolling(round, pollInterval, whileOpen)

  /** Whoever waits looks at plain state by a timer of its own: in a worker, promises of other requests hang. */
  const waitForSnapshot = (isLate: () => boolean): Promise<unknown> =>
    stopPolling === undefined
      ? refresher.begin()
      : until(() => cache.current !== undefined || state !== 'open' || isLate())

  const close = async () => {
    if (state !== 'open') return until(() => state === 'closed')
    codes.closing(log)
    stopPolling?.()
    state = 'closing'
    refresher.stop()
    const counted = client.metrics
    client.metrics = undefined
    await counted?.flush()
    if (counted !== undefined) codes.metricsStopped(log)
    codes.closed(log)
    state = 'closed'
  }

  return {
    on: events.on,
    off: events.off,
    clear: events.clear,
    forTarget: (target, waitUntil) => client.view(target, state === 'open' ? waitUntil : undefined),
    async ready({ timeoutMs } = {}) {
      if (state === 'open') {
        if (cache.current !== undefined) {
          await unlessLate(() => rereadStale(cache), timeoutMs)
        } else if (store !== undefined || provider?.source !== undefined) {
          codes.waiting(log)
          await unlessLate(waitForSnapshot, timeoutMs)
        }
      }
      return client.view(undefined).snapshot.source !== 'none'
    },
    load: () => (state === 'open' && cache.mustLoad ? cache.load() : undefined),
    refresh: refresher.refresh,
    flush,
    close,
    // An older runtime has no such symbol, and the key would be "undefined".
    ...(Symbol.asyncDispose && { [Symbol.asyncDispose]: close }),
    get snapshot() {
      return client.view(undefined).snapshot
    },
    get snapshotText() {
      return (cache.current ?? bundled)?.text
    },
  }
}

/** Reads the store again, where it is time to and nobody else is at it. */
const rereadStale = async (cache: SnapshotCache): Promise<void> => {
  let reading: Promise<unknown> | undefined
  cache.refresh((work) => {
    reading = work
  })
  await reading
}

/** @throws TypeError where a number cannot be waited for */
const checkNumbers = ({
  provider,
  store,
  pollInterval,
  metrics,
  ttl = 1,
  readTimeout = 1,
}: CreateFlagsOptions): void => {
  const { flushInterval = 1 } = metrics || {}
  const expect = (name: string, value: number, least: number) => {
    if (typeof value === 'number' && value >= least && value < LONGEST) return
    throw new TypeError(`createFlags: ${name} must be seconds, at least ${least}, not ${value}`)
  }
  expect('ttl', ttl, 0.001)
  expect('readTimeout', readTimeout, 0.001)
  expect('flushInterval', flushInterval, 0.001)
  if (pollInterval === undefined) return
  expect('pollInterval', pollInterval, provider?.leastPollInterval ?? 1)
  if (store === undefined && provider?.source === undefined) {
    throw new TypeError('createFlags: pollInterval needs a provider to ask, or a store to read')
  }
}

const processEnv = (): object => (globalThis as { process?: { env?: object } }).process?.env ?? {}
