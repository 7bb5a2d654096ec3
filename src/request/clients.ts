import { openForLog } from '../client/cache.js'
import { createClient, type FlagsClient } from '../client/client.js'
import * as codes from '../events/codes.js'
import { createLog, messageOf } from '../events/log.js'
import type { WithProvider } from '../providers/default-provider.js'
import { resolveStore } from '../stores/resolve.js'
import type { RequestFlagsOptions } from './options.js'

/**
 * Finds the client that belongs to a worker's bindings. In practice an isolate has one.
 *
 * @throws SnapshotError if this version cannot read the bundled snapshot
 */
export const createClients = (options: WithProvider<RequestFlagsOptions>): ((env: object) => FlagsClient) => {
  const { store, provider, metrics, sink, snapshot } = options
  const { dialect } = provider
  const text = snapshot ?? provider.bundled
  const log = createLog(options.logger, options.logLevel, options.events)
  const bundled = text === undefined ? undefined : openForLog(text, dialect, log)

  /** A request is served without what is missing or wrong. The log says once what it was. */
  const orLog = <T>(make: () => T): T | undefined => {
    try {
      return make()
    } catch (error) {
      codes.leftOut(log, messageOf(error))
      return undefined
    }
  }

  /**
   * What tells one set of bindings from another. If a function finds the store, it is the bindings. Else it is the KV
   * namespace: on Node the bindings may be a new object with each request, and the namespace stays the same.
   */
  const keyOf = (env: object): unknown =>
    typeof store === 'function' ? env : (env as { FLAGS?: unknown }).FLAGS

  let key: unknown
  let client: FlagsClient | undefined
  return (env) => {
    if (client === undefined || keyOf(env) !== key) {
      key = keyOf(env)
      client = createClient({
        log,
        dialect,
        store: orLog(() => resolveStore(store, env)),
        bundled,
        sink: metrics === false ? undefined : (sink ?? orLog(() => provider.sink?.(env, log))),
        cache: options,
        metrics: metrics || {},
      })
    }
    return client
  }
}
