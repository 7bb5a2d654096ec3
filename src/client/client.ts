import type { Snapshot } from '../core/snapshot.js'
import type { Target } from '../core/target.js'
import type { Log } from '../events/log.js'
import {
  createMetricsBuffer,
  type MetricsBuffer,
  type MetricsOptions,
  type WaitUntil,
} from '../metrics/buffer.js'
import type { MetricsSink } from '../metrics/contract.js'
import type { Store } from '../stores/contract.js'
import { type CacheOptions, createSnapshotCache, type SnapshotCache } from './cache.js'
import type { Flags } from './flags.js'
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
  readonly cache: SnapshotCache
  /** Undefined where nothing is counted, or nothing any more. */
  metrics: MetricsBuffer | undefined
  /** The work that falls to a request besides its own: reading a newer snapshot, owning pending metrics. */
  maintain(waitUntil: WaitUntil): void
  /** A view of the newest snapshot there is, for one target. */
  view(target: Target | undefined, waitUntil?: WaitUntil, loaded?: boolean): Flags
}

export const createClient = ({ log, store, bundled, sink, ...options }: ClientParts): FlagsClient => {
  const cache = createSnapshotCache(store, bundled, log, options.cache)
  const client: FlagsClient = {
    log,
    cache,
    metrics: sink && createMetricsBuffer(sink, log, options.metrics),
    maintain(waitUntil) {
      cache.refresh(waitUntil)
      client.metrics?.adopt(waitUntil)
    },
    view(target, waitUntil, loaded = false) {
      const { metrics } = client
      const { current } = cache
      const source = current ? (loaded ? 'store' : 'memory') : bundled ? 'bundled' : 'none'
      return new FlagsView({ log, metrics, snapshot: current ?? bundled, source, waitUntil }, target)
    },
  }
  return client
}
