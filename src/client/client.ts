import type { Dialect } from '../core/dialect.js'
import type { Snapshot } from '../core/snapshot.js'
import type { Target } from '../core/target.js'
import * as codes from '../events/codes.js'
import type { Log } from '../events/log.js'
import { createMetricsBuffer, type MetricsBuffer, type MetricsOptions } from '../metrics/buffer.js'
import type { MetricsSink } from '../metrics/contract.js'
import { guardWaitUntil, type WaitUntil } from '../metrics/wait-until.js'
import type { Store } from '../stores/contract.js'
import type { MakeTarget } from '../visitor/recipe.js'
import { type CacheSettings, createSnapshotCache, type SnapshotCache } from './cache.js'
import { FlagsView } from './view.js'

/** The parts that a client is made from. */
export interface ClientParts {
  readonly log: Log
  /** How snapshots are evaluated. */
  readonly dialect: Dialect
  readonly store: Store | undefined
  /** A snapshot to serve until the store has one. */
  readonly bundled: Snapshot | undefined
  readonly sink: MetricsSink | undefined
  readonly cache: CacheSettings
  readonly metrics: MetricsOptions
}

/** The snapshot and the metrics of an isolate. All of its requests share them. */
export interface FlagsClient {
  readonly log: Log
  readonly cache: SnapshotCache
  /** Undefined if nothing is counted, or the handle is closed. */
  metrics: MetricsBuffer | undefined
  /**
   * A view of the newest snapshot, for one target. With `waitUntil` it belongs to a request. That request then also
   * reads a newer snapshot for the next ones, and owns pending metrics.
   *
   * @param waitUntil may throw: then the work just goes on
   * @param loaded true if this request has read the snapshot from the store
   */
  view(target: Target | MakeTarget | undefined, waitUntil?: WaitUntil, loaded?: boolean): FlagsView
}

export const createClient = ({
  log,
  dialect,
  store,
  bundled,
  sink,
  ...options
}: ClientParts): FlagsClient => {
  const cache = createSnapshotCache(store, bundled, dialect, log, options.cache)
  const onFallback = (attribute: string) => codes.bucketByMissing(log, attribute)
  const client: FlagsClient = {
    log,
    cache,
    metrics: sink && createMetricsBuffer(sink, log, options.metrics),
    view(target, ownWaitUntil, loaded = false) {
      const waitUntil = ownWaitUntil && guardWaitUntil(ownWaitUntil)
      const { metrics } = client
      const { current } = cache
      if (waitUntil) {
        cache.refresh(waitUntil)
        metrics?.adopt(waitUntil)
      }
      const source = current ? (loaded ? 'store' : 'memory') : bundled ? 'bundled' : 'none'
      const snapshot = current ?? bundled
      return new FlagsView({ log, metrics, snapshot, source, waitUntil, onFallback }, target)
    },
  }
  return client
}
