import { type ComparableSnapshot, changedFlags } from '../core/changes.js'
import type { Detail } from '../core/decision.js'
import type { Target } from '../core/target.js'
import { listenerFailed } from './codes.js'
import type { LineLevel, LineListener, Log } from './log.js'

/** The second argument of a listener, by type of event. `code` is that of the log line. */
export interface EventContexts {
  /** The first snapshot is loaded. From now on flags are evaluated from it. Source: Harness `ready`, Flagbase CLIENT_READY. */
  readonly ready: { readonly code: number; readonly revision: string }
  /** New flags could not be fetched or read. What was served before is still served. Source: Harness `failed`. */
  readonly failed: { readonly code: number }
  /** A newer snapshot is loaded, and the result of these flags may differ. Source: Harness `changed`. */
  readonly changed: { readonly code: number; readonly revision: string; readonly flags: readonly string[] }
  /** The config API is being asked. Source: Flagbase NETWORK_FETCH. */
  readonly fetch: { readonly code: number }
  /** The config API answered with something new. Source: Flagbase NETWORK_FETCH_FULL. */
  readonly fetch_full: { readonly code: number }
  /** The config API answered that nothing changed, or as before. Source: Flagbase NETWORK_FETCH_CACHED. */
  readonly fetch_cached: { readonly code: number }
  /** The config API gave no answer that can be used. Source: Flagbase NETWORK_FETCH_ERROR. */
  readonly fetch_error: { readonly code: number }
  /** A new snapshot was published to the store. */
  readonly published: { readonly code: number; readonly revision: string }
  /** A handle has read the store, and serves the snapshot that it found there, which may be new or not. */
  readonly store_read: { readonly code: number; readonly revision: string }
  /** The store could not be read, or its snapshot is not usable. */
  readonly store_error: { readonly code: number }
  /** A flag was evaluated, with the fallback or without. `all()` causes no event. Source: Flagbase EVALUATION. */
  readonly evaluation: {
    readonly code: number
    readonly flag: string
    readonly target: Target | undefined
    /** Its `value` is the flag's own. If `errorCode` is set, the caller got the fallback instead. */
    readonly detail: Detail<unknown>
  }
  /** An error that only a person can end: a key that is missing or refused, or a missing binding. */
  readonly log_critical: { readonly code: number }
  /** Any other line of the log, by its level. `logLevel` does not matter here. Source: Flagbase LOG_… */
  readonly log_error: { readonly code: number }
  readonly log_warning: { readonly code: number }
  readonly log_info: { readonly code: number }
  readonly log_debug: { readonly code: number }
}

export type EventType = keyof EventContexts

/**
 * @param message the text of the log line
 */
export type EventListener<T extends EventType> = (message: string, context: EventContexts[T]) => unknown

/** Adds and removes listeners. */
export interface EventSource {
  /** Adds a listener. One that is added twice is called once. If it throws or rejects, code 9015 is logged. */
  on<T extends EventType>(type: T, listener: EventListener<T>): void
  /** Removes a listener, or all of this type if none is given. */
  off<T extends EventType>(type: T, listener?: EventListener<T>): void
  /** Removes all listeners. */
  clear(): void
}

/** An emitter, for the option `events` of both sides. */
export interface Events extends EventSource, LineListener {}

type AnyListener = (message: string, context: object) => unknown

/** The types of event that each numbered line is, besides its place in the log. */
const TYPES: Readonly<Record<number, readonly EventType[]>> = {
  1000: ['ready'],
  6000: ['evaluation'],
  9000: ['published'],
  9001: ['fetch_cached'],
  9002: ['failed', 'fetch_error'],
  9005: ['failed', 'store_error'],
  9006: ['failed', 'store_error'],
  9007: ['failed'],
  9011: ['failed', 'fetch_error'],
  9012: ['changed'],
  9013: ['fetch'],
  9014: ['fetch_full'],
  9018: ['store_read'],
}

/** Errors that only a person can end. */
const CRITICAL: readonly number[] = [1002, 2001, 9008]

const LOG_TYPES: Readonly<Record<LineLevel, EventType>> = {
  error: 'log_error',
  warn: 'log_warning',
  info: 'log_info',
  debug: 'log_debug',
}

/**
 * Makes an emitter. Every event is also a numbered line of the log. Without listeners of `evaluation` and `log_debug`,
 * an evaluation only reads one boolean of it.
 *
 * @example
 * const events = createEvents()
 * events.on('changed', (message, { flags }) => console.log(message, flags))
 * app.use(featureFlags({ events }))
 */
export const createEvents = (): Events => {
  const listeners = new Map<EventType, Set<AnyListener>>()

  const changed = () => {
    events.debugging = listeners.has('evaluation') || listeners.has('log_debug')
  }

  /** Types whose listeners are being called. Events that they cause before they return do not reach them again. */
  const emitting = new Set<EventType>()

  const emit = (type: EventType, message: string, context: object, log: Log) => {
    const failed = (error: unknown) => {
      // A listener of log lines would get a line about its own failure, and fail again.
      if (!type.startsWith('log_')) listenerFailed(log, type, error)
    }
    emitting.add(type)
    for (const listener of [...(listeners.get(type) ?? [])]) {
      try {
        Promise.resolve(listener(message, context)).catch(failed)
      } catch (error) {
        failed(error)
      }
    }
    emitting.delete(type)
  }

  const events: Events & { debugging: boolean } = {
    debugging: false, // a plain field, because every evaluation reads it
    on(type, listener) {
      const added = listeners.get(type) ?? new Set()
      listeners.set(type, added.add(listener as AnyListener))
      changed()
    },
    off(type, listener) {
      const left = listeners.get(type)
      left?.delete(listener as AnyListener)
      if (listener === undefined || left?.size === 0) listeners.delete(type)
      changed()
    },
    clear() {
      listeners.clear()
      changed()
    },
    hear(level, code, message, about, log) {
      if (listeners.size === 0) return
      const logType = CRITICAL.includes(code) ? 'log_critical' : LOG_TYPES[level]
      for (const type of [logType, ...(TYPES[code] ?? [])]) {
        if (!listeners.has(type) || emitting.has(type)) continue
        try {
          const context = contextOf(type, code, about)
          if (context !== undefined) emit(type, message, context, log)
        } catch (error) {
          listenerFailed(log, type, error) // a snapshot with a damaged line cannot be compared
        }
      }
    },
  }
  return events
}

/** Undefined if there is nothing to report. */
const contextOf = (type: EventType, code: number, about: object | undefined): object | undefined => {
  if (type.startsWith('log_')) return { code }
  if (type === 'evaluation') Object.freeze((about as EventContexts['evaluation']).detail)
  if (type !== 'changed') return { code, ...about }
  // Compared only if there is a listener: it takes longer than anything else that an isolate does.
  const { before, after } = about as Readonly<Record<'before' | 'after', ComparableSnapshot>>
  const flags = changedFlags(before, after)
  return flags.length === 0 ? undefined : { code, revision: after.header.revision, flags }
}
