import type { Dialect } from '../core/dialect.js'
import { openSnapshot, type Snapshot } from '../core/snapshot.js'
import * as codes from '../events/codes.js'
import { type Log, messageOf } from '../events/log.js'
import type { Store } from '../stores/contract.js'
import { within } from '../time/wait.js'

export interface CacheOptions {
  /** Seconds for which an isolate serves its snapshot before it looks for a newer one. Default: 60. */
  readonly ttl?: number | undefined
  /** Seconds for which a request may wait for the store, if the isolate has no snapshot yet. Default: 2. */
  readonly readTimeout?: number | undefined
}

/** The options, and what only a handle sets. */
export interface CacheSettings extends CacheOptions {
  /** Called with each text that the store had, after the cache has looked at it. */
  readonly onRead?: (text: string) => void
}

/**
 * An isolate's copy of the snapshot. It holds values and times only, never a promise: a request of a worker must not
 * wait for work of another request, because workerd ends that work with its request.
 */
export interface SnapshotCache {
  /** The newest snapshot from the store. A text that cannot be read never replaces it. */
  readonly current: Snapshot | undefined
  /** True if a request has to wait for the store, because the isolate has read no snapshot from it yet. */
  readonly mustLoad: boolean
  /** Takes a snapshot that was just compiled, without reading the store. If it cannot be read, nothing changes. */
  take(text: string): void
  /** Reads the store, within the time limit. Never throws: if it cannot be read, nothing changes. */
  load(): Promise<void>
  /** Reads the store after the response, if the snapshot is stale and no other request is reading it. */
  refresh(waitUntil: (work: Promise<unknown>) => void): void
}

/** Seconds for which a request that reads keeps others from reading. After that they may: it may have died. */
const LEASE = 10

/** Seconds until the next read in the background, after a read that brought nothing. */
const PAUSE = 5

/** @param bundled served until the store has a snapshot. Undefined if there is none */
export const createSnapshotCache = (
  store: Store | undefined,
  bundled: Snapshot | undefined,
  dialect: Dialect,
  log: Log,
  { ttl = 60, readTimeout = 2, onRead }: CacheSettings,
): SnapshotCache => {
  let current: Snapshot | undefined
  /** True after a request waited for the store in vain. Later requests do not wait. */
  let settled = store === undefined
  let readAgainAt = store ? 0 : Infinity

  const nextReadIn = (seconds: number) => {
    readAgainAt = Date.now() + seconds * 1000
  }

  /** @param least the oldest that is taken, as milliseconds since 1970 */
  const take = (text: string, least = 0) => {
    nextReadIn(ttl)
    if (text === current?.text) return
    try {
      const snapshot = openForLog(text, dialect, log)
      if (snapshot.header.createdAt < least) return
      const before = current ?? bundled
      current = snapshot
      if (before === undefined) codes.ready(log, snapshot.header.revision)
      else codes.snapshotTaken(log, before, snapshot)
    } catch (error) {
      codes.snapshotUnreadable(log, messageOf(error))
      settled = true
      if (current === undefined) nextReadIn(PAUSE)
    }
  }

  const load = async () => {
    if (store === undefined) return
    try {
      const text = await readWithin(store.read(), readTimeout)
      if (text !== null) {
        // An eventually consistent store may return an older snapshot after a newer one.
        take(text, current?.header.createdAt)
        return onRead?.(text)
      }
      if ((current ?? bundled) === undefined) codes.snapshotMissing(log)
      // With nothing to serve, the next request reads again: the first snapshot may come soon.
      settled = bundled !== undefined
    } catch (error) {
      codes.storeReadFailed(log, messageOf(error))
      settled = true
    }
    nextReadIn(PAUSE)
  }

  return {
    get current() {
      return current
    },
    get mustLoad() {
      return current === undefined && !settled
    },
    take,
    load,
    refresh(waitUntil) {
      if (Date.now() < readAgainAt) return
      nextReadIn(LEASE) // the read sets the next time itself, unless it dies with its request
      waitUntil(load())
    },
  }
}

/** @throws SnapshotError */
export const openForLog = (text: string, dialect: Dialect, log: Log): Snapshot =>
  openSnapshot(text, dialect, (what, problem) => codes.lineUnreadable(log, what, problem))

/** @throws Error if the store takes longer, or fails */
export const readWithin = <T>(reading: Promise<T>, seconds: number): Promise<T> =>
  within(reading, seconds * 1000, `no answer within ${seconds} s`)
