import type { FlagsHandle } from '../../client/handle.js'
import type { EventContexts, EventListener, EventSource, EventType } from '../../events/events.js'
import type { Emitter } from './emitter.js'

/**
 * Why the flags may be out of date. `store`: it could not be read. `source`: the config API returned nothing usable.
 * `age`: nothing has confirmed them for too long.
 */
type Trouble = 'store' | 'source' | 'age'

/** Milliseconds after its timeout when an initialization counts as dead: its request of a worker has ended. */
const LEASE = 1_000

/** Turns a handle's events into the SDK's, one for each change of state. Source: OpenFeature, section 5. */
export interface Status {
  /** Starts to listen. Calling it again changes nothing. */
  listen(events: EventSource): void
  stop(): void
  /** Called with every evaluation. Emits PROVIDER_STALE if nothing has confirmed the flags for too long. */
  checkAge(): void
  /**
   * Waits for the first flags, as `initialize` does.
   *
   * @param inWorker if requests read the store themselves. Then this does not wait if there are flags
   * @throws Error with a `code` if no flags are loaded in time
   */
  initialize(handle: FlagsHandle, seconds: number, inWorker: boolean): Promise<void>
}

export const createStatus = (emitter: Emitter, staleAfter: number | undefined): Status => {
  let state: 'new' | 'initializing' | 'ready' | 'stale' | 'error' = 'new'
  const troubles = new Set<Trouble>()
  let confirmedAt = 0
  let deadAt = 0
  /** The last logged reason why there are no flags, and if only a person can correct it. */
  let problem: string | undefined
  let isFatal = false
  let listening: EventSource | undefined

  /** The flags are the newest of the config API, or at least of the store. */
  const confirm = (by: 'source' | 'store') => {
    confirmedAt = Date.now()
    problem = undefined
    isFatal = false
    if (by === 'source') troubles.clear()
    for (const ended of ['age', by] as const) troubles.delete(ended)
    if (state === 'new' || state === 'ready' || troubles.size > 0) return
    // The SDK emits this itself when `initialize` is done.
    if (state === 'initializing' && confirmedAt < deadAt) return
    state = 'ready'
    emitter.emitName('PROVIDER_READY', { message: 'the flags are up to date' })
  }

  const trouble = (what: Trouble, message: string, code?: number) => {
    troubles.add(what)
    if (state !== 'ready') return
    state = 'stale'
    emitter.emitName('PROVIDER_STALE', { message, ...(code && { metadata: { code } }) })
  }

  const listeners: { readonly [T in EventType]?: EventListener<T> } = {
    ready: () => confirm('source'),
    fetch_cached: () => confirm('source'),
    published: () => confirm('source'),
    store_read: () => confirm('store'),
    changed: (message, { revision, flags }: EventContexts['changed']) => {
      confirm('source')
      emitter.emitName('PROVIDER_CONFIGURATION_CHANGED', {
        message,
        flagsChanged: [...flags],
        metadata: { revision },
      })
    },
    // A store that cannot be written is no trouble: its flags were taken.
    failed: (message) => {
      problem = message
    },
    fetch_error: (message, { code }) => trouble('source', message, code),
    store_error: (message, { code }) => trouble('store', message, code),
    log_critical: (message) => {
      problem ??= message
      isFatal = true
    },
  }
  const each = (act: <T extends EventType>(type: T, listener: EventListener<T>) => void) => {
    for (const [type, listener] of Object.entries(listeners))
      act(type as 'failed', listener as EventListener<'failed'>)
  }

  return {
    listen(events) {
      listening = events
      each((type, listener) => events.on(type, listener))
    },
    stop() {
      each((type, listener) => listening?.off(type, listener))
      state = 'new'
    },
    checkAge() {
      if (staleAfter === undefined || state !== 'ready') return
      if (Date.now() - confirmedAt > staleAfter * 1000)
        trouble('age', `nothing confirmed the flags for ${staleAfter} s`)
    },
    async initialize(handle, seconds, inWorker) {
      const { source } = handle.snapshot
      const settle = (): boolean => {
        state = handle.snapshot.source === 'none' ? 'error' : 'ready'
        confirmedAt = Date.now()
        troubles.clear()
        return state === 'ready'
      }
      if (source !== 'none') {
        settle()
        // Now: a worker's request must not wait for work that can end with another request.
        emitter.emitName('PROVIDER_READY')
        if (inWorker || source !== 'bundled') return
      } else {
        state = 'initializing'
        deadAt = Date.now() + seconds * 1000 + LEASE
      }
      await handle.ready({ timeout: seconds })
      if (!settle()) throw notReady(problem, isFatal)
    },
  }
}

/** The SDK reads `code`. After `PROVIDER_FATAL` it does not evaluate with the provider until that is ready. */
export const initializationError = (code: 'PROVIDER_FATAL' | 'PROVIDER_NOT_READY', message: string): Error =>
  Object.assign(new Error(`burgeeProvider: ${message}`), { code })

const notReady = (problem: string | undefined, isFatal: boolean): Error =>
  initializationError(
    isFatal ? 'PROVIDER_FATAL' : 'PROVIDER_NOT_READY',
    `there are no flags yet: ${problem ?? 'none were loaded in time. Check that the config API is reachable, or that the store has a snapshot. Defaults are served until then'}`,
  )
