import type { EvaluationContext, JsonValue, Provider, ResolutionDetails } from '@openfeature/server-sdk'
import { createHandle } from '../../client/create-flags.js'
import type { FlagsHandle } from '../../client/handle.js'
import type { CreateFlagsOptions } from '../../client/options.js'
import type { Dialect } from '../../core/dialect.js'
import { listenerFailed } from '../../events/codes.js'
import { createEvents } from '../../events/events.js'
import { createLog } from '../../events/log.js'
import { guardWaitUntil } from '../../metrics/wait-until.js'
import { targetOf } from './context.js'
import { createEmitter, type Emitter } from './emitter.js'
import { type BurgeeProviderOptions, checkProviderOptions } from './options.js'
import { createResolve } from './resolve.js'
import { createStatus, initializationError, type Status } from './status.js'

/** An OpenFeature provider for `@openfeature/server-sdk`. */
export interface BurgeeProvider extends Provider {
  readonly metadata: { readonly name: 'burgee' }
  readonly runsOn: 'server'
  readonly events: Emitter
  /** The handle that was passed, or the one that was made. */
  readonly handle: FlagsHandle
  /**
   * Call it first in each request of a worker. In a cold isolate it reads the store; later requests do not wait. If a
   * read fails, a later request reads again after its response, five seconds later at the earliest. Never throws.
   *
   * @returns true if there are flags. Then `setProvider` makes the provider ready immediately, without a promise that
   *   another request could wait for
   */
  load(): Promise<boolean>
  initialize(): Promise<void>
  onClose(): Promise<void>
}

/** Makes the provider of `burgeeProvider`. The default dialect is for options without a provider or dialect. */
export const createProvider = (
  source: FlagsHandle | CreateFlagsOptions,
  options: BurgeeProviderOptions,
  defaultDialect: Dialect,
): BurgeeProvider => {
  checkProviderOptions(options)
  const { readyTimeout = 5, staleAfter, onTrack } = options
  const events = createEmitter()
  const status = createStatus(events, staleAfter)
  const given = isHandle(source)
  const handle = given ? source : makeHandle(source, status, defaultDialect)
  if (given) status.listen(handle)
  const log = given ? createLog() : createLog(source.logger, source.logLevel)
  const waitUntil = guardWaitUntil(options.waitUntil ?? (() => {}))
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
      // The SDK does not evaluate with a provider that is not set, so this reads the store again after a failed read.
      handle.forTarget(undefined, waitUntil)
      return false
    },
    async initialize() {
      if (closed && !given) {
        throw initializationError('PROVIDER_FATAL', 'this provider has been closed; make another')
      }
      if (closed) status.listen(handle)
      closed = false
      await status.initialize(handle, readyTimeout, options.waitUntil !== undefined)
    },
    async onClose() {
      closed = true
      status.stop()
      const sent = given ? handle.flush() : handle.close()
      waitUntil(sent) // the SDK does not wait for it if a worker's request replaces the provider
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

/** Listens before it makes the handle, because problems with the options are logged then. */
const makeHandle = (options: CreateFlagsOptions, status: Status, defaultDialect: Dialect): FlagsHandle => {
  const { events = createEvents() } = options
  status.listen(events)
  try {
    return createHandle({ ...options, events }, defaultDialect)
  } catch (error) {
    status.stop()
    throw error
  }
}
