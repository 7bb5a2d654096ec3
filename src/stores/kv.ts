/**
 * A store in Workers KV.
 *
 * @module
 */
import { check, checkSeconds } from '../options/check.js'
import { type Store, StoreError } from './contract.js'
import { sideName } from './side-name.js'

/** The part of a KV namespace that Burgee uses: a part of Cloudflare's `KVNamespace`. */
export interface KVNamespaceLike {
  get(key: string, options: { type: 'text'; cacheTtl: number }): Promise<string | null>
  put(key: string, value: string): Promise<void>
  /** Only used to remove a document beside the snapshot. */
  delete?(key: string): Promise<void>
}

export interface KVOptions {
  /**
   * The key that the snapshot is kept under, at most 512 bytes. Documents beside it have the key `<key>:<name>`.
   * Default: `burgee:snapshot`.
   */
  readonly key?: string | undefined
  /**
   * The `cacheTtl` of Workers KV: seconds for which a data center may answer from its own copy before it asks the
   * central store. At least 30. Default: 60.
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
 * @param namespace the binding
 * @throws TypeError if there is no namespace, or an option is out of range
 *
 * @example
 * scheduledRefresh({ store: (env: Env) => kv(env.FLAGS, { key: 'flags:v2' }) })
 */
export const kv = (namespace: KVNamespaceLike, options: KVOptions = {}): Store => {
  const { key = DEFAULT_KEY, cacheTtl } = options
  const isNamespace = typeof (namespace as KVNamespaceLike | undefined)?.get === 'function'
  check(
    'kv',
    'the namespace',
    isNamespace,
    'a KV binding: add one to the wrangler configuration, and pass it: kv(env.FLAGS)',
  )
  check('kv', 'key', key && new TextEncoder().encode(key).length <= 512, '1 to 512 bytes long')
  checkSeconds('kv', { cacheTtl }, SHORTEST_TTL)
  return {
    ...kvStore(namespace, key, cacheTtl),
    side(name) {
      const beside = `${key}:${sideName('kv', name)}`
      return {
        ...kvStore(namespace, beside, SHORTEST_TTL),
        async remove() {
          if (!namespace.delete) throw new StoreError(`kv: the namespace needs delete() to remove ${beside}`)
          await namespace.delete(beside)
        },
      }
    },
  }
}

/**
 * The part of it that requests need, with no options to check. `featureFlags` uses it by default and bundles no more.
 *
 * @internal
 */
export const kvStore = (namespace: KVNamespaceLike, key = DEFAULT_KEY, cacheTtl = DEFAULT_TTL): Store => ({
  read: ({ fresh } = {}) => namespace.get(key, { type: 'text', cacheTtl: fresh ? SHORTEST_TTL : cacheTtl }),
  // KV itself refuses a value above 25 MiB, and its error says so.
  write: (text) => namespace.put(key, text),
})
