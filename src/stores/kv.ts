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
  readonly key?: string
  /**
   * How long, in seconds, a data centre may answer from its own copy before it asks the central store: the
   * `cacheTtl` of Workers KV, at least 30. Default: 60.
   */
  readonly cacheTtl?: number
}

/**
 * Keeps the snapshot in a Workers KV namespace, under one key.
 *
 * @throws TypeError where an option is out of range
 *
 * @example
 * scheduledRefresh({ store: (env: Env) => kv(env.FLAGS, { key: 'flags:v2' }) })
 */
export const kv = (namespace: KVNamespaceLike, options: KVOptions = {}): Store => {
  const { key = 'burgee:snapshot', cacheTtl = 60 } = options
  if (!key || key.length > 512) throw new TypeError('kv: key must be 1 to 512 bytes long')
  if (!(cacheTtl >= 30)) throw new TypeError(`kv: cacheTtl must be at least 30 (seconds), not ${cacheTtl}`)
  return {
    read: () => namespace.get(key, { type: 'text', cacheTtl }),
    // A value above 25 MiB is for KV to refuse: its error says so.
    write: (text) => namespace.put(key, text),
  }
}
