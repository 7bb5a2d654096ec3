import type { SharedOptions } from '../../refresh/options.js'
import type { RequestFlagsOptions } from '../../request/options.js'
import { StoreError } from '../../stores/contract.js'

/**
 * Takes the same object as `cronRefresh`, so that one file configures both sides. Bindings are the environment
 * variables. `store` has no default here: give `globalConfig(…)` of `burgee/vercel-config`, or one of your own.
 *
 * @typeParam R the request that a `target` function is given: `NextRequest` with Next.js
 */
export type FlagsMiddlewareOptions<R extends Request = Request> = RequestFlagsOptions<R>

/** The options, with a store that says what to do where there is none: Workers KV is not to be had here. */
export const withStore = <O extends SharedOptions>(options: O): O => ({
  ...options,
  store: options.store ?? noStore,
})

const noStore = (): never => {
  throw new StoreError('no store: give the option `store`, such as globalConfig() from burgee/vercel-config')
}
