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
import { type CacheOptions, createSnapshotCache, type SnapshotCache } from './cache.js'
import { FlagsView } from './view.js'

/** What a client is made from, all of it resolved. */
export interface ClientParts {
  readonly log: Log
  /** How snapshots are evaluated. */
  readonly dialect: Dialect
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
  readonly cache: SnapshotCache
  /** Undefined where nothing is counted, or nothing any more. */
  metrics: MetricsBuffer | undefined
  /**
   * A view of the newest snapshot there is, for one target. With `waitUntil` it belongs to a request, which then
   * also reads a newer snapshot for the next ones and owns pending metrics.
   *
   * @param waitUntil may throw: then the work just goes on
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
