import type { Store } from './contract.js'
import { type KVNamespaceLike, kvStore } from './kv.js'

/** A store, or a function that finds one among a worker's bindings; called once for each object of bindings. */
export type StoreOption = Store | ((env: never) => Store)

/**
 * The store to use: the option, else Workers KV at the binding `FLAGS`.
 *
 * @throws TypeError where there is neither
 */
export const resolveStore = (option: StoreOption | undefined, env: object): Store => {
  if (typeof option === 'function') return (option as (env: object) => Store)(env)
  if (option !== undefined) return option
  const { FLAGS } = env as { FLAGS?: KVNamespaceLike }
  if (typeof FLAGS?.get === 'function') return kvStore(FLAGS)
  throw new TypeError('no KV is bound as FLAGS: `npx wrangler kv namespace create FLAGS`')
}
