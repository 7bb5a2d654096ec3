import type { AnyProviderEvent, EventHandler, Logger, ProviderEventEmitter } from '@openfeature/server-sdk'

/** The names of a server provider's events. Source: the SDK's enum `ServerProviderEvents`. */
export type ProviderEvent =
  | 'PROVIDER_READY'
  | 'PROVIDER_ERROR'
  | 'PROVIDER_STALE'
  | 'PROVIDER_CONFIGURATION_CHANGED'

type Emitted = Parameters<ProviderEventEmitter<AnyProviderEvent>['emit']>[1]

/** The provider's events, for the SDK. */
export interface Emitter extends ProviderEventEmitter<AnyProviderEvent> {
  /** Emits by the event's name, without the SDK's enum. */
  emitName(event: ProviderEvent, details?: Emitted): void
}

/**
 * Makes an emitter like the SDK's own, which needs `node:events`. Handlers are called synchronously. If one throws or
 * rejects, the others still run, and the emitter's logger reports the error.
 */
export const createEmitter = (): Emitter => {
  const handlers = new Map<AnyProviderEvent, readonly EventHandler[]>()
  let logger: Logger | undefined
  const failed = (error: unknown) => logger?.error('Error running event handler:', error)

  const emit: Emitter['emit'] = (type, details) => {
    for (const handler of handlers.get(type) ?? []) {
      try {
        Promise.resolve(handler(details as Parameters<EventHandler>[0])).catch(failed)
      } catch (error) {
        failed(error)
      }
    }
  }

  const emitter: Emitter = {
    emit,
    emitName: (event, details) => emit(event as AnyProviderEvent, details),
    addHandler(type, handler) {
      handlers.set(type, [...(handlers.get(type) ?? []), handler])
    },
    /** Removes a handler that was added twice only once. Source: the SDK's emitter. */
    removeHandler(type, handler) {
      const left = [...(handlers.get(type) ?? [])]
      const at = left.lastIndexOf(handler)
      if (at >= 0) left.splice(at, 1)
      handlers.set(type, left)
    },
    removeAllHandlers(type) {
      if (type === undefined) handlers.clear()
      else handlers.delete(type)
    },
    getHandlers: (type) => [...(handlers.get(type) ?? [])],
    setLogger(given) {
      logger = given
      return emitter
    },
  }
  return emitter
}
