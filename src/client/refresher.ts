import type { Dialect } from '../core/dialect.js'
import * as codes from '../events/codes.js'
import { type Log, messageOf } from '../events/log.js'
import type { Source } from '../providers/contract.js'
import { startAttempt } from '../refresh/attempt.js'
import { fetchSnapshot } from '../refresh/fetch-snapshot.js'
import type { RefreshLimits } from '../refresh/options.js'
import { publish } from '../refresh/publish.js'
import { readPublished } from '../refresh/published.js'
import type { Store } from '../stores/contract.js'
import { memory } from '../stores/memory.js'
import { sleep } from '../time/wait.js'
import { readWithin, type SnapshotCache } from './cache.js'

/** Where the snapshots of a handle come from. */
export interface RefresherParts {
  readonly cache: SnapshotCache
  /** Undefined if nothing is kept outside of this process. */
  readonly store: Store | undefined
  /** Seconds. */
  readonly readTimeout: number
  /** Undefined if the store is only read, and a cron elsewhere writes it. */
  readonly source: Source | undefined
  /** How snapshots are evaluated. */
  readonly dialect: Dialect
  readonly log: Log
  readonly limits: RefreshLimits
}

/** Brings new snapshots to a handle. Nothing here throws. */
export interface Refresher {
  /** Asks the config API, and publishes to the store what is new. Without a source it reads the store. */
  refresh(): Promise<void>
  /** Reads the store, and asks the config API only if the store is empty. Resolves with true if it asked. */
  begin(): Promise<boolean>
  /** Cancels every refresh that is under way. From then on nothing here does anything. */
  stop(): void
}

export const createRefresher = (parts: RefresherParts): Refresher => {
  const { cache, source, dialect, log, limits } = parts
  const store = parts.store ?? memory()
  /** One for each refresh under way, made by that refresh: in a worker both belong to one request. */
  const underWay = new Set<AbortController>()
  let begun = 0
  let newest = 0
  let stopped = false

  /** The text in the store, or null. Undefined if the store cannot be read. */
  const readStore = async (): Promise<string | null | undefined> => {
    try {
      return await readWithin(store.read({ fresh: true }), parts.readTimeout)
    } catch (error) {
      codes.storeReadFailed(log, messageOf(error))
      return undefined
    }
  }

  /** Returns true if there was a new snapshot, and this process took it. */
  const ask = async (from: Source, closing: AbortSignal): Promise<boolean> => {
    const turn = ++begun
    const attempt = startAttempt(limits, closing)
    const stored = await readStore()
    // If the store has no snapshot, the new one is compared with what this process has.
    const published = readPublished(stored ?? cache.current?.text ?? null, dialect, log)
    const fetched = await fetchSnapshot(from, dialect, published, attempt, log)
    // A refresh that began later may have been faster.
    const isNew = fetched.status === 'fetched' && !stopped && turn >= newest
    if (isNew) {
      newest = turn
      // Taken before it is written, so that this process has it even if the store is down.
      cache.take(fetched.text)
      if (stored !== undefined) await publish(fetched, store, attempt.signal, log)
      else
        codes.storeWriteFailed(
          log,
          'it could not be read, so it is not overwritten: it may hold something newer',
        )
    } else if (stored === null && !stopped && cache.current !== undefined) {
      await restore(cache.current.text)
    }
    return isNew
  }

  /** Writes what this process has to a store that has lost it. */
  const restore = async (text: string) => {
    try {
      await store.write(text)
    } catch (error) {
      codes.storeWriteFailed(log, messageOf(error))
    }
  }

  const refresh = async () => {
    if (stopped) return
    // One turn of the event loop. A listener of `failed` that refreshes again then cannot block everything else.
    await sleep(0)
    const controller = new AbortController()
    underWay.add(controller)
    const isNew = source !== undefined && (await ask(source, controller.signal))
    underWay.delete(controller)
    // What was just written is not read again: an eventually consistent store may not have it yet.
    if (!isNew && !stopped) await cache.load()
  }

  return {
    refresh,
    async begin() {
      if (stopped) return false
      if (cache.current === undefined) await cache.load()
      if (cache.current !== undefined || source === undefined) return false
      await refresh()
      return true
    },
    stop() {
      stopped = true
      for (const controller of underWay) {
        try {
          controller.abort()
        } catch {
          // In a worker, a controller of another request cannot be aborted here. It ends with that request.
        }
      }
    },
  }
}
