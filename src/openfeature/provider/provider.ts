import type { EvaluationContext, JsonValue, Provider, ResolutionDetails } from '@openfeature/server-sdk'
import { createFlags } from '../../client/create-flags.js'
import type { FlagsHandle } from '../../client/handle.js'
import type { CreateFlagsOptions } from '../../client/options.js'
import { listenerFailed } from '../../events/codes.js'
import { createEvents } from '../../events/events.js'
import { createLog } from '../../events/log.js'
import type { Store } from '../../stores/contract.js'
import type { StoreOption } from '../../stores/resolve.js'
import { targetOf } from './context.js'
import { createEmitter, type Emitter } from './emitter.js'
import { type BurgeeProviderOptions, checkProviderOptions } from './options.js'
import { createResolve } from './resolve.js'
import { createStatus, initialisationError, type Status } from './status.js'

/** An OpenFeature provider for `@openfeature/server-sdk`. */
export interface BurgeeProvider extends Provider {
  readonly metadata: { readonly name: 'burgee' }
  readonly runsOn: 'server'
  readonly events: Emitter
  /** Where the flags are from: the handle that was given, or the one that was made. */
  readonly handle: FlagsHandle
  /**
   * What each request of a worker calls first: a cold isolate's reads the store for itself, any other waits for
   * nothing. After a read that failed, the store is read again behind a later request, no sooner than five seconds
   * after. Never throws.
   *
   * @returns true where there are flags: then `setProvider` makes the provider ready at once, with no promise that
   *   another request could wait for
   */
  load(): Promise<boolean>
  initialize(): Promise<void>
  onClose(): Promise<void>
}

/**
 * Flags for the OpenFeature server SDK, evaluated in memory from a snapshot.
 *
 * Who closes what: a handle that the provider made is closed with it, and cannot be used again; one that it was given
 * is only flushed, and is yours to close. Both send what was counted.
 *
 * @param source a handle, or the options of `createFlags` to make one, at once
 * @throws TypeError at once, where an option cannot work
 * @throws SnapshotError at once, where `snapshot` is not one that this version reads
 *
 * @example
 * // a server on Node, with HARNESS_SDK_KEY in its environment
 * await OpenFeature.setProviderAndWait(burgeeProvider({ provider: harness(), pollInterval: 60 }))
 * await OpenFeature.getClient().getBooleanValue('dark-mode', false, { targetingKey: 'ada', plan: 'pro' })
 *
 * @example
 * // a worker, which shares values and never promises across requests
 * const provider = burgeeProvider({ store: kv(env.FLAGS), provider: harness(), env }, { waitUntil })
 * // in each request; the provider that is set already is left as it is
 * if (await provider.load()) OpenFeature.setProvider(provider)
 */
export const burgeeProvider = (
  source: FlagsHandle | CreateFlagsOptions = {},
  options: BurgeeProviderOptions = {},
): BurgeeProvider => {
  checkProviderOptions(options)
  const { readyTimeout = 5, staleAfter, onTrack } = options
  const events = createEmitter()
  const status = createStatus(events, staleAfter)
  const given = isHandle(source)
  const handle = given ? source : makeHandle(source, status)
  if (given) status.listen(handle)
  const log = given ? createLog() : createLog(source.logger, source.logLevel)
  const { waitUntil = () => {} } = options
  const resolve = createResolve(handle, options.waitUntil, status)
  let closed = false

  const track = async (name: string, context: EvaluationContext, details: object): Promise<void> => {
    try {
      await onTrack?.({ name, target: targetOf(context), details: { ...details } })
    } catch (error) {
      listenerFailed(log, 'track', error)
    }
  }

  return {
    metadata: { name: 'burgee' },
    runsOn: 'server',
    events,
    handle,
    async load() {
      await handle.load()
      if (handle.snapshot.source !== 'none') return true
      // A provider that is not set is not asked for flags, which is when others look again after a read that failed.
      handle.forTarget(undefined, waitUntil)
      return false
    },
    async initialize() {
      if (closed && !given) {
        throw initialisationError('PROVIDER_FATAL', 'this provider has been closed; make another')
      }
      if (closed) status.listen(handle)
      closed = false
      await status.initialise(handle, readyTimeout, options.waitUntil !== undefined)
    },
    async onClose() {
      closed = true
      status.stop()
      const sent = given ? handle.flush() : handle.close()
      waitUntil(sent) // whoever replaces a provider in a worker's request does not wait for this
      await sent
    },
    resolveBooleanEvaluation: async (key, fallback, context) => resolve('boolean', key, fallback, context),
    resolveStringEvaluation: async (key, fallback, context) => resolve('string', key, fallback, context),
    resolveNumberEvaluation: async (key, fallback, context) => resolve('int', key, fallback, context),
    resolveObjectEvaluation: async <T extends JsonValue>(
      key: string,
      fallback: T,
      context: EvaluationContext,
    ): Promise<ResolutionDetails<T>> => resolve('json', key, fallback, context),
    ...(onTrack && {
      track(name: string, context: EvaluationContext, details: object) {
        const tracked = track(name, context, details)
        waitUntil(tracked)
      },
    }),
  }
}

const isHandle = (source: FlagsHandle | CreateFlagsOptions): source is FlagsHandle =>
  typeof (source as Partial<FlagsHandle>).forTarget === 'function'

/** Listens before there is a handle: what is wrong with its options it says while it is made. */
const makeHandle = (options: CreateFlagsOptions, status: Status): FlagsHandle => {
  const { events = createEvents(), store } = options
  status.listen(events)
  try {
    // What is new, the handle tells itself.
    const wasRead = (text: string) => text === handle.snapshotText && status.confirm('store')
    const handle = createFlags({ ...options, events, store: store && heard(store, wasRead) })
    return handle
  } catch (error) {
    status.stop()
    throw error
  }
}

/** A store that says when it could be read: where nothing changed, a handle does not. */
const heard = (option: StoreOption, wasRead: (text: string) => unknown): StoreOption => {
  const hear = (store: Store): Store => ({
    async read(readOptions) {
      const text = await store.read(readOptions)
      if (text !== null) wasRead(text)
      return text
    },
    write: (text) => store.write(text),
  })
  return typeof option === 'function' ? (env: never) => hear(option(env)) : hear(option)
}
