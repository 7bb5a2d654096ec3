import type { Target } from '../core/target.js'
import * as codes from '../events/codes.js'
import { createLog, type Logger, type LogLevel } from '../events/log.js'
import type { MetricsOptions } from '../metrics/buffer.js'
import type { MetricsSink } from '../metrics/contract.js'
import type { Store } from '../stores/contract.js'
import { type CacheOptions, openForLog } from './cache.js'
import { createClient } from './client.js'
import type { Flags, SnapshotInfo } from './flags.js'

export interface CreateFlagsOptions extends Pick<CacheOptions, 'readTimeout'> {
  /** A snapshot's text, as a compiler returns it. With a store: served until the store has one. */
  readonly snapshot?: string
  /** Where to read the snapshot from. Default: nowhere. */
  readonly store?: Store
  /** Where counted evaluations are sent, by `flush()`. Default: nowhere, and nothing is counted. */
  readonly sink?: MetricsSink
  /** How much is kept between two flushes. */
  readonly metrics?: Omit<MetricsOptions, 'flushInterval'>
  /** Default: console. */
  readonly logger?: Logger
  /** Default: `info`. */
  readonly logLevel?: LogLevel
}

/** A long-lived source of flags, for use outside of a request. */
export interface FlagsHandle {
  /**
   * Flags as this target sees them, from the newest snapshot at this moment. `undefined` evaluates for nobody:
   * rules and target lists match no one, and a rollout serves its last variation.
   */
  forTarget(target: Target | undefined): Flags
  /**
   * Resolves when the store has been read, whatever came of it: `snapshot.source` tells. At once, where
   * there is no store or a snapshot has been read before.
   */
  ready(): Promise<void>
  /** Reads the store now. Never throws: what cannot be read leaves the last good snapshot, and a log line. */
  refresh(): Promise<void>
  /** Sends what has been counted. Never throws. */
  flush(): Promise<void>
  /** Flushes, and stops counting. Flags can still be evaluated; closing again does nothing. */
  close(): Promise<void>
  readonly snapshot: SnapshotInfo
}

/**
 * Flags outside of a request, with or without a store: offline, in tests, in queue consumers and scripts.
 *
 * @throws SnapshotError where `snapshot` is not one that this version reads
 *
 * @example
 * const { snapshot } = compileHarness({ flags, segments })
 * const flags = createFlags({ snapshot })
 * flags.forTarget({ identifier: 'ada' }).boolVariation('dark-mode', false)
 */
export const createFlags = (options: CreateFlagsOptions = {}): FlagsHandle => {
  const log = createLog(options.logger, options.logLevel)
  const client = createClient({
    log,
    store: options.store,
    bundled: options.snapshot === undefined ? undefined : openForLog(options.snapshot, log),
    sink: options.sink,
    cache: options,
    metrics: options.metrics ?? {},
  })
  const flush = async () => client.metrics?.flush()
  return {
    forTarget: (target) => client.view(target),
    ready: async () => {
      if (client.cache.mustLoad) await client.cache.load()
    },
    refresh: client.cache.load,
    flush,
    async close() {
      const counted = client.metrics !== undefined
      const flushed = flush()
      client.metrics = undefined
      await flushed
      if (counted) codes.metricsStopped(log)
    },
    get snapshot() {
      return client.view(undefined).snapshot
    },
  }
}
