import type { FlagsHandle } from '../../client/handle.js'
import type { EventContexts, EventListener, EventSource, EventType } from '../../events/events.js'
import type { Emitter } from './emitter.js'

/**
 * What is wrong with the flags that are served. `store`: it could not be read. `source`: the config API gave nothing
 * that can be used. `age`: nothing has confirmed them for too long.
 */
type Trouble = 'store' | 'source' | 'age'

/** Which trouble each line is of those that are `failed`. Not 9007: what could not be written was taken all the same. */
const TROUBLES: Readonly<Record<number, Trouble>> = {
  9002: 'source',
  9005: 'store',
  9006: 'store',
  9011: 'source',
}

/** The code of the line that says that a refresh published something. */
const PUBLISHED = 9000

/** Milliseconds beyond its time after which an initialisation is taken for dead: a request of a worker that ended. */
const LEASE = 1_000

/** Turns what a handle tells into what the SDK is told: each change of state once. Source: OpenFeature, section 5. */
export interface Status {
  /** Begins to listen. Listening already, it changes nothing. */
  listen(events: EventSource): void
  stop(): void
  /** Flags are known to be the newest: of the config API, or, where only that has been read, of the store. */
  confirm(by: 'source' | 'store'): void
  /** Called with every evaluation; says so where nothing has confirmed the flags for too long. */
  checkAge(): void
  /**
   * Waits for the first flags, as `initialize` does.
   *
   * @param inWorker whether requests read the store themselves: then nothing is waited for where there are flags
   * @throws Error with a `code`, where there are none in time
   */
  initialise(handle: FlagsHandle, seconds: number, inWorker: boolean): Promise<void>
}

export const createStatus = (emitter: Emitter, staleAfter: number | undefined): Status => {
  let state: 'new' | 'initialising' | 'ready' | 'stale' | 'error' = 'new'
  const troubles = new Set<Trouble>()
  let confirmedAt = 0
  let deadAt = 0
  /** What the log said last of why there are no flags, and whether only a person can end it. */
  let problem: string | undefined
  let isFatal = false
  let listening: EventSource | undefined

  const confirm: Status['confirm'] = (by) => {
    confirmedAt = Date.now()
    problem = undefined
    isFatal = false
    if (by === 'source') troubles.clear()
    for (const ended of ['age', by] as const) troubles.delete(ended)
    if (state === 'new' || state === 'ready' || troubles.size > 0) return
    // The SDK itself says so when `initialize` is done.
    if (state === 'initialising' && confirmedAt < deadAt) return
    state = 'ready'
    emitter.tell('PROVIDER_READY', { message: 'the flags are up to date' })
  }

  const trouble = (what: Trouble, message: string, code?: number) => {
    troubles.add(what)
    if (state !== 'ready') return
    state = 'stale'
    emitter.tell('PROVIDER_STALE', { message, ...(code && { metadata: { code } }) })
  }

  const listeners: { readonly [T in EventType]?: EventListener<T> } = {
    ready: () => confirm('source'),
    fetch_cached: () => confirm('source'),
    log_info: (_, { code }) => {
      if (code === PUBLISHED) confirm('source')
    },
    changed: (message, { revision, flags }: EventContexts['changed']) => {
      confirm('source')
      emitter.tell('PROVIDER_CONFIGURATION_CHANGED', {
        message,
        flagsChanged: [...flags],
        metadata: { revision },
      })
    },
    failed: (message, { code }) => {
      problem = message
      const what = TROUBLES[code]
      if (what) trouble(what, message, code)
    },
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
    confirm,
    checkAge() {
      if (staleAfter === undefined || state !== 'ready') return
      if (Date.now() - confirmedAt > staleAfter * 1000)
        trouble('age', `nothing confirmed the flags for ${staleAfter} s`)
    },
    async initialise(handle, seconds, inWorker) {
      const { source } = handle.snapshot
      const settle = (): boolean => {
        state = handle.snapshot.source === 'none' ? 'error' : 'ready'
        confirmedAt = Date.now()
        troubles.clear()
        return state === 'ready'
      }
      if (source !== 'none') {
        settle()
        // At once: a worker's request must not have to wait, and what it waits for could end with another request.
        emitter.tell('PROVIDER_READY')
        if (inWorker || source !== 'bundled') return
      } else {
        state = 'initialising'
        deadAt = Date.now() + seconds * 1000 + LEASE
      }
      await handle.ready({ timeout: seconds })
      if (!settle()) throw notReady(problem, isFatal)
    },
  }
}

/** The SDK reads `code`: a provider that is `PROVIDER_FATAL` is not asked any more, until it says that it is ready. */
export const initialisationError = (code: 'PROVIDER_FATAL' | 'PROVIDER_NOT_READY', message: string): Error =>
  Object.assign(new Error(`burgee: ${message}`), { code })

const notReady = (problem: string | undefined, isFatal: boolean): Error =>
  initialisationError(
    isFatal ? 'PROVIDER_FATAL' : 'PROVIDER_NOT_READY',
    `there are no flags yet: ${problem ?? 'none came in time; defaults are served until they do. Is the config API in reach, or a snapshot in the store?'}`,
  )
