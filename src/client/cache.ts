import type { Dialect } from '../core/dialect.js'
import { openSnapshot, type Snapshot } from '../core/snapshot.js'
import * as codes from '../events/codes.js'
import { type Log, messageOf } from '../events/log.js'
import type { Store } from '../stores/contract.js'
import { within } from '../time/wait.js'

export interface CacheOptions {
  /** How long, in seconds, an isolate serves its snapshot before it looks for a newer one. Default: 60. */
  readonly ttl?: number | undefined
  /** How long, in seconds, a request may wait for the store when the isolate has nothing yet. Default: 2. */
  readonly readTimeout?: number | undefined
}

/**
 * An isolate's copy of the snapshot, above a store. It holds values and times only, never a promise: work
 * begun in one request of a worker must not be waited for in another (workerd ends it with its request).
 */
export interface SnapshotCache {
  /** The newest snapshot from the store; a text that cannot be read never replaces it. */
  readonly current: Snapshot | undefined
  /** True where a request has to wait for the store: the isolate has nothing from it yet. */
  readonly mustLoad: boolean
  /** Takes a snapshot that was just compiled, without reading the store. If it cannot be read, nothing changes. */
  take(text: string): void
  /** Reads the store, within the time limit. Never throws; what cannot be read changes nothing. */
  load(): Promise<void>
  /** Does so behind a request's response, where it is time to and no other request is at it. */
  refresh(waitUntil: (work: Promise<unknown>) => void): void
}

/** Seconds. A request that reads keeps others from reading as well for this long; then they may, if it died. */
const LEASE = 10

/** Seconds. After a read that brought nothing, the next one in the background is not begun before this. */
const PAUSE = 5

/** @param bundled what is served until the store has something; undefined where that is nothing */
export const createSnapshotCache = (
  store: Store | undefined,
  bundled: Snapshot | undefined,
  dialect: Dialect,
  log: Log,
  { ttl = 60, readTimeout = 2 }: CacheOptions,
): SnapshotCache => {
  let current: Snapshot | undefined
  /** True after a read that a request waited for in vain: the next ones are not made to wait. */
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
      // An eventually consistent store may return an older snapshot after a newer one.
      if (text !== null) return take(text, current?.header.createdAt)
      if ((current ?? bundled) === undefined) codes.snapshotMissing(log)
      // With nothing to serve the next request looks again: the first publication may be near.
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
      nextReadIn(LEASE) // the read itself says when the next is due; where it dies with its request, this does
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
