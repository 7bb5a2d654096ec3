import type { Snapshot } from '../core/snapshot.js'
import type { Target } from '../core/target.js'
import * as codes from '../events/codes.js'
import type { Log } from '../events/log.js'
import { createMetricsBuffer, type MetricsOptions, type WaitUntil } from '../metrics/buffer.js'
import type { MetricsSink } from '../metrics/contract.js'
import type { Store } from '../stores/contract.js'
import { type CacheOptions, createSnapshotCache } from './cache.js'
import type { Flags, SnapshotSource } from './flags.js'
import { FlagsView } from './view.js'

/** What a client is made from, all of it resolved. */
export interface ClientParts {
  readonly log: Log
  readonly store: Store | undefined
  /** A snapshot to serve until the store has one. */
  readonly bundled: Snapshot | undefined
  readonly sink: MetricsSink | undefined
  readonly cache: CacheOptions
  readonly metrics: MetricsOptions
}

/** The long-lived side: an isolate's snapshot and its metrics, shared by all of its requests. */
export interface FlagsClient {
  readonly log: Log
  /** True where a request should call `load` before it takes a view. */
  readonly mustLoad: boolean
  /** Reads the store, once, for the request that calls it. Never throws. */
  load(): Promise<void>
  /** The work that falls to a request besides its own: reading a newer snapshot, owning pending metrics. */
  maintain(waitUntil: WaitUntil): void
  /** A view of the newest snapshot there is, for one target. */
  view(target: Target | undefined, waitUntil?: WaitUntil, loaded?: boolean): Flags
  /** Sends what has been counted. Never throws. */
  flush(): Promise<void>
  /** Sends what has been counted, and counts no more. Flags can still be evaluated. Never throws. */
  close(): Promise<void>
}

export const createClient = ({ log, store, bundled, sink, ...options }: ClientParts): FlagsClient => {
  const cache = createSnapshotCache(store, bundled, log, options.cache)
  let metrics = sink && createMetricsBuffer(sink, log, options.metrics)

  const sourceOf = (snapshot: Snapshot | undefined, loaded: boolean): SnapshotSource => {
    if (snapshot === undefined) return 'none'
    if (snapshot === bundled) return 'bundled'
    return loaded ? 'store' : 'memory'
  }

  return {
    log,
    get mustLoad() {
      return cache.mustLoad
    },
    load: cache.load,
    maintain(waitUntil) {
      cache.refresh(waitUntil)
      metrics?.adopt(waitUntil)
    },
    view(target, waitUntil, loaded = false) {
      const snapshot = cache.current ?? bundled
      return new FlagsView({ log, metrics, snapshot, source: sourceOf(snapshot, loaded), waitUntil }, target)
    },
    flush: async () => metrics?.flush(),
    async close() {
      if (metrics === undefined) return
      const last = metrics
      metrics = undefined
      await last.flush()
      codes.metricsStopped(log)
    },
  }
}
