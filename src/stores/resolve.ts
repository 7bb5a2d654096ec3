import type { Store } from './contract.js'
import { type KVNamespaceLike, kvStore } from './kv.js'

/** A store, or a function of a worker's bindings that returns one. It is called once for each object of bindings. */
export type StoreOption = Store | ((env: never) => Store)

/**
 * The store to use: the option, or else Workers KV at the binding `FLAGS`.
 *
 * @param open makes the store in KV. Default: one that only keeps the snapshot
 * @throws TypeError if there is neither
 */
export const resolveStore = (
  option: StoreOption | undefined,
  env: object,
  open: (namespace: KVNamespaceLike) => Store = kvStore,
): Store => {
  if (typeof option === 'function') return (option as (env: object) => Store)(env)
  if (option !== undefined) return option
  const { FLAGS } = env as { FLAGS?: KVNamespaceLike }
  if (typeof FLAGS?.get === 'function') return open(FLAGS)
  throw new TypeError(
    'no KV is bound as FLAGS: add the binding to kv_namespaces in your wrangler configuration',
  )
}
