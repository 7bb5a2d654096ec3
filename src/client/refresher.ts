import type { Log } from '../events/log.js'
import type { Source } from '../providers/contract.js'
import type { RefreshLimits } from '../refresh/options.js'
import { refreshOnce } from '../refresh/refresh.js'
import type { Store } from '../stores/contract.js'
import type { SnapshotCache } from './cache.js'

/** What a handle's snapshots come from. */
export interface RefresherParts {
  readonly cache: SnapshotCache
  /** Where what is new is published. */
  readonly store: Store
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

export const createRefresher = ({ cache, store, source, log, limits }: RefresherParts): Refresher => {
  /** One for each refresh under way, and made by it: in a worker it belongs to a request, as the refresh does. */
  const underWay = new Set<AbortController>()
  let stopped = false

  /** Returns true where something was published, and taken. */
  const ask = async (from: Source): Promise<boolean> => {
    let published = false
    // A store that is down does not keep this process from new flags: compared with what it has, if need be, and
    // taken before it is written.
    const publishing: Store = {
      read: (options) => store.read(options).catch(() => cache.current?.text ?? null),
      write(text) {
        cache.take(text)
        published = true
        return store.write(text)
      },
    }
    const controller = new AbortController()
    underWay.add(controller)
    await refreshOnce(from, publishing, log, limits, controller.signal)
    underWay.delete(controller)
    return published
  }

  const refresh = async () => {
    if (stopped) return
    const published = source !== undefined && (await ask(source))
    // What was just written is not read again: an eventually consistent store may not have it yet.
    if (!published && !stopped) await cache.load()
  }

  return {
    refresh,
    async begin() {
      if (stopped) return false
      if (cache.mustLoad) await cache.load()
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
