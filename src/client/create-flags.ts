import type { Dialect } from '../core/dialect.js'
import * as codes from '../events/codes.js'
import { createEvents } from '../events/events.js'
import { createLog, type Log } from '../events/log.js'
import { LONGEST } from '../options/check.js'
import { resolveStore } from '../stores/resolve.js'
import { until, within } from '../time/wait.js'
import { openForLog, type SnapshotCache } from './cache.js'
import { createClient } from './client.js'
import type { FlagsHandle, ReadyOptions } from './handle.js'
import { limitSend } from './limit-send.js'
import { type CreateFlagsOptions, checkCreateFlagsOptions } from './options.js'
import { startPolling } from './polling.js'
import { createRefresher } from './refresher.js'

/**
 * What `createFlags` does.
 *
 * @param defaultDialect used if the options have neither a provider nor a dialect
 */
export const createHandle = (options: CreateFlagsOptions, defaultDialect: Dialect): FlagsHandle => {
  checkCreateFlagsOptions(options)
  const { provider, env = processEnv(), pollInterval, metrics, events = createEvents() } = options
  const log = createLog(options.logger, options.logLevel, events)
  const store = typeof options.store === 'function' ? resolveStore(options.store, env) : options.store
  const dialect = provider?.dialect ?? options.dialect ?? defaultDialect
  const text = options.snapshot ?? provider?.bundled
  const bundled = text === undefined ? undefined : openForLog(text, dialect, log)
  const sink = metrics === false ? undefined : (options.sink ?? provider?.sink?.(env, log))
  const client = createClient({
    log,
    dialect,
    store,
    bundled,
    sink: sink && limitSend(sink),
    cache: {
      ...options,
      onRead(text) {
        const { current } = cache
        if (current?.text === text) codes.storeRead(whileOpen, current.header.revision)
      },
    },
    metrics: metrics || {},
  })
  const { cache } = client
  let state: 'open' | 'closing' | 'closed' = 'open'
  /** Work that `close()` cancels is not a failure, so it is not logged. */
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
    dialect,
    log: whileOpen,
    limits: options.refresh ?? {},
  })
  const flush = async () => client.metrics?.flush()
  // After this turn, so that the caller can add a listener first.
  if (bundled) queueMicrotask(() => codes.ready(whileOpen, bundled.header.revision))

  const round = async (first: boolean) => {
    // The store may have an old snapshot, so the first round asks the provider as well.
    if (!first || !(await refresher.begin())) await refresher.refresh()
    await flush()
  }
  const stopPolling = pollInterval === undefined ? undefined : startPolling(round, pollInterval, whileOpen)

  /** Checks plain state by a timer of its own: in a worker, a promise of another request may hang. */
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
    async ready(options) {
      if (state === 'open') {
        if (cache.current !== undefined) {
          await inTime(() => rereadStale(cache), options)
        } else if (store !== undefined || provider?.source !== undefined) {
          codes.waiting(log)
          await inTime(waitForSnapshot, options)
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

/** Reads the store again, if the snapshot is stale and no other request is reading it. */
const rereadStale = async (cache: SnapshotCache): Promise<void> => {
  let reading: Promise<unknown> | undefined
  cache.refresh((work) => {
    reading = work
  })
  await reading
}

/** @param work never rejects; it can ask whether the time is over */
const inTime = async (
  work: (isLate: () => boolean) => Promise<unknown>,
  { timeoutMs = Infinity, timeout = timeoutMs / 1000 }: ReadyOptions = {},
): Promise<void> => {
  let late = false
  const milliseconds = Math.min(timeout, LONGEST) * 1000
  await within(
    work(() => late),
    milliseconds,
    '',
  ).catch(() => {
    late = true
  })
}

const processEnv = (): object => (globalThis as { process?: { env?: object } }).process?.env ?? {}
