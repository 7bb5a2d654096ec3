import * as codes from '../events/codes.js'
import { type Log, messageOf } from '../events/log.js'
import type { Source } from '../providers/contract.js'
import type { RefreshLimits } from '../refresh/options.js'
import { refreshOnce } from '../refresh/refresh.js'
import type { Store } from '../stores/contract.js'
import { memory } from '../stores/memory.js'
import { sleep } from '../time/wait.js'
import { readWithin, type SnapshotCache } from './cache.js'

/** What a handle's snapshots come from. */
export interface RefresherParts {
  readonly cache: SnapshotCache
  /** Undefined where nothing is kept outside of this process. */
  readonly store: Store | undefined
  /** Seconds. */
  readonly readTimeout: number
  /** Undefined where the store is only read, and somebody else's cron writes it. */
  readonly source: Source | undefined
  readonly log: Log
  readonly limits: RefreshLimits
}

/** Brings new snapshots to a handle. Nothing here throws. */
export interface Refresher {
  /** Asks the config API, and publishes what is new in the store; without a source, reads the store. */
  refresh(): Promise<void>
  /** Reads the store, and asks the config API only where the store has nothing. True where it was asked. */
  begin(): Promise<boolean>
  /** Gives up what is under way, and does nothing any more. */
  stop(): void
}

export const createRefresher = (parts: RefresherParts): Refresher => {
  const { cache, source, log, limits } = parts
  const store = parts.store ?? memory()
  /** One for each refresh under way, and made by it: in a worker it belongs to a request, as the refresh does. */
  const underWay = new Set<AbortController>()
  let begun = 0
  let newest = 0
  let stopped = false

  /**
   * The store as one refresh sees it. What is new is taken before it is written, so that a store that is down does
   * not keep this process from it; and what is compared with is what this process has, where the store has nothing.
   */
  const publishing = (turn: number) => {
    let unread = false
    let empty = false
    let published = false
    const seen: Store = {
      async read(options) {
        try {
          const text = await readWithin(store.read(options), parts.readTimeout)
          empty = text === null
          return text ?? cache.current?.text ?? null
        } catch (error) {
          codes.storeReadFailed(log, messageOf(error))
          unread = true
          return cache.current?.text ?? null
        }
      },
      async write(text) {
        if (stopped || turn < newest) return // a refresh that began later was faster
        newest = turn
        published = true
        cache.take(text, true)
        // What a store may hold is not replaced unseen: it may be better.
        if (unread) throw new Error('it could not be read, so it is not overwritten')
        await store.write(text)
      },
    }
    return {
      seen,
      get published() {
        return published
      },
      /** True where the store has lost what this process has. */
      get lost() {
        return empty && !published && cache.current !== undefined
      },
    }
  }

  /** Returns true where something was published, and taken. */
  const ask = async (from: Source): Promise<boolean> => {
    const attempt = publishing(++begun)
    const controller = new AbortController()
    underWay.add(controller)
    await refreshOnce(from, attempt.seen, log, limits, controller.signal)
    underWay.delete(controller)
    if (attempt.lost) await restore()
    return attempt.published
  }

  const restore = async () => {
    try {
      if (!stopped && cache.current) await store.write(cache.current.text)
    } catch (error) {
      codes.storeWriteFailed(log, messageOf(error))
    }
  }

  const refresh = async () => {
    if (stopped) return
    // One turn of the event loop, so that a listener of a failure that asks again at once cannot stop all else.
    await sleep(0)
    const published = source !== undefined && (await ask(source))
    // What was just written is not read again: an eventually consistent store may not have it yet.
    if (!published && !stopped) await cache.load()
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
          // In a worker, one of another request: it ends with that.
        }
      }
    },
  }
}
