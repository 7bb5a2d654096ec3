import { openForLog } from '../client/cache.js'
import { createClient, type FlagsClient } from '../client/client.js'
import * as codes from '../events/codes.js'
import { createLog, messageOf } from '../events/log.js'
import { harnessSink } from '../providers/harness/sink.js'
import { resolveStore } from '../stores/resolve.js'
import type { RequestFlagsOptions } from './options.js'

/**
 * Finds the client that belongs to a worker's bindings; an isolate has one, in practice.
 *
 * @throws SnapshotError at once, where the bundled snapshot is not one that this version reads
 */
export const createClients = (options: RequestFlagsOptions): ((env: object) => FlagsClient) => {
  const { store, provider, metrics, sink, snapshot } = options
  const sinkOf = (env: object) => sink ?? (provider ? provider.sink(env, log) : harnessSink({}, env, log))
  const log = createLog(options.logger, options.logLevel, options.events)
  const bundled = snapshot === undefined ? undefined : openForLog(snapshot, log)

  /** A request is served without what is missing or wrong; the log says once what it was. */
  const orLog = <T>(make: () => T): T | undefined => {
    try {
      return make()
    } catch (error) {
      codes.leftOut(log, messageOf(error))
      return undefined
    }
  }

  /**
   * What tells sets of bindings apart. Where a function finds the store: the bindings. Else the KV namespace,
   * which is the same from request to request even where the bindings are a new object (Node).
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
        store: orLog(() => resolveStore(store, env)),
        bundled,
        sink: metrics === false ? undefined : orLog(() => sinkOf(env)),
        cache: options,
        metrics: metrics || {},
      })
    }
    return client
  }
}
