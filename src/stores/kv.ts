/**
 * A store in Workers KV.
 *
 * @module
 */
import type { Store } from './contract.js'

/** What Burgee asks of a KV namespace: a part of Cloudflare's `KVNamespace`. */
export interface KVNamespaceLike {
  get(key: string, options: { type: 'text'; cacheTtl: number }): Promise<string | null>
  put(key: string, value: string): Promise<void>
}

export interface KVOptions {
  /** The key that the snapshot is kept under. At most 512 bytes. Default: `burgee:snapshot`. */
  readonly key?: string | undefined
  /**
   * How long, in seconds, a data centre may answer from its own copy before it asks the central store: the
   * `cacheTtl` of Workers KV, at least 30. Default: 60.
   */
  readonly cacheTtl?: number | undefined
}

const DEFAULT_KEY = 'burgee:snapshot'

/** Seconds. */
const DEFAULT_TTL = 60

/** Seconds: the shortest `cacheTtl` that Workers KV takes. */
const SHORTEST_TTL = 30

/**
 * Keeps the snapshot in a Workers KV namespace, under one key.
 *
 * @throws TypeError where there is no namespace, or an option is out of range
 *
 * @example
 * scheduledRefresh({ store: (env: Env) => kv(env.FLAGS, { key: 'flags:v2' }) })
 */
export const kv = (namespace: KVNamespaceLike, options: KVOptions = {}): Store => {
  const { key = DEFAULT_KEY, cacheTtl = DEFAULT_TTL } = options
  if (typeof (namespace as KVNamespaceLike | undefined)?.get !== 'function') {
    throw new TypeError(
      'kv: there is no KV namespace: bind one in wrangler.toml, and hand it over: kv(env.FLAGS)',
    )
  }
  if (!key || new TextEncoder().encode(key).length > 512) {
    throw new TypeError('kv: key must be 1 to 512 bytes long')
  }
  if (!(cacheTtl >= SHORTEST_TTL)) {
    throw new TypeError(`kv: cacheTtl must be at least ${SHORTEST_TTL} (seconds), not ${cacheTtl}`)
  }
  return kvStore(namespace, key, cacheTtl)
}

/**
 * The same without options to check: what `featureFlags` uses by default, and all of it that it bundles.
 *
 * @internal
 */
export const kvStore = (namespace: KVNamespaceLike, key = DEFAULT_KEY, cacheTtl = DEFAULT_TTL): Store => ({
  read: ({ fresh } = {}) => namespace.get(key, { type: 'text', cacheTtl: fresh ? SHORTEST_TTL : cacheTtl }),
  // A value above 25 MiB is for KV to refuse: its error says so.
  write: (text) => namespace.put(key, text),
})
