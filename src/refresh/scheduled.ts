import * as codes from '../events/codes.js'
import { createLog, messageOf } from '../events/log.js'
import type { Source } from '../providers/contract.js'
import type { WithProvider } from '../providers/default-provider.js'
import type { Store } from '../stores/contract.js'
import { kv } from '../stores/kv.js'
import { resolveStore } from '../stores/resolve.js'
import { checkRefreshOptions, type RefreshOptions } from './options.js'
import { refreshOnce } from './refresh.js'
import type { RefreshResult } from './result.js'

/** A worker's scheduled handler that can also be called by hand. */
export interface Refresh {
  /** As a scheduled handler. The platform takes no result. The log says what happened. */
  (controller: object, env: object, context?: object): Promise<void>
  /** From anywhere: a route of your own, a queue consumer, a script. */
  (env: object): Promise<RefreshResult>
}

/** What `scheduledRefresh` does, with a provider. */
export const createRefresh = (options: WithProvider<RefreshOptions>): Refresh => {
  const { provider, refresh: limits = {} } = options
  checkRefreshOptions(options, 'scheduledRefresh')
  const log = createLog(options.logger, options.logLevel, options.events)
  // One source per set of bindings, so that a session outlives a run. Only its plain data is kept.
  const sources = new WeakMap<object, Source>()

  const refresh = async (controllerOrEnv: object, maybeEnv?: object): Promise<RefreshResult> => {
    const env = maybeEnv ?? controllerOrEnv ?? {}
    let source: Source | undefined
    let store: Store
    try {
      source = sources.get(env) ?? provider.source?.(env, log)
      if (source === undefined)
        throw new TypeError(`the provider ${provider.name} has no source: it only serves requests`)
      sources.set(env, source)
      store = resolveStore(options.store, env, kv)
    } catch (error) {
      const message = messageOf(error)
      codes.refreshFailed(log, message)
      return { status: 'failed', reason: 'misconfigured', message }
    }
    return refreshOnce(source, provider.dialect, store, log, limits)
  }
  // One function with two types, because Cloudflare's type of a scheduled handler allows no result.
  return refresh as Refresh
}
