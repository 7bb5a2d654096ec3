import type { SharedOptions } from '../../refresh/options.js'
import type { RequestFlagsOptions } from '../../request/options.js'
import { StoreError } from '../../stores/contract.js'

/**
 * The options of `flagsMiddleware`. `cronRefresh` takes the same object, so that one file configures both sides. The
 * bindings are the environment variables. `store` has no default here: pass `globalConfig(…)` from
 * `burgee/vercel-config`, or a store of your own.
 *
 * @typeParam R the request that a `target` function is called with: `NextRequest` with Next.js
 */
export type FlagsMiddlewareOptions<R extends Request = Request> = RequestFlagsOptions<R>

/** Workers KV is not available on Vercel: without a store, the log says which option to set. */
export const withStore = <O extends SharedOptions>(options: O): O => ({
  ...options,
  store: options.store ?? noStore,
})

const noStore = (): never => {
  throw new StoreError('no store: set the option `store`, such as globalConfig() from burgee/vercel-config')
}
