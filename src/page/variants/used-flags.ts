import type { MiddlewareHandler } from 'hono'
import type { Flags } from '../../client/flags.js'
import { isPersonal } from './keep-private.js'
import { type TrackedFlags, trackFlags } from './track-flags.js'

/** What the middleware adds to a Hono app's environment: `c.get('flags').used()`. */
export interface UsedFlagsEnv {
  Variables: { flags: TrackedFlags }
}

/**
 * Hono middleware: the flags in `c.get('flags')` record which of them are read. If any were, the response becomes
 * `Cache-Control: private`, unless it has a `Cache-Control` already.
 *
 * Use it after `featureFlags()`; otherwise every request throws a TypeError. Flags that are first read while the body
 * streams are too late for the header.
 *
 * @example
 * const app = new Hono<UsedFlagsEnv>()
 * app.use(featureFlags(), usedFlags())
 */
export const usedFlags = (): MiddlewareHandler<UsedFlagsEnv> =>
  async function usedFlagsMiddleware(c, next) {
    const given: Flags | undefined = c.get('flags')
    if (given === undefined) {
      throw new TypeError('usedFlags: there are no flags: app.use(featureFlags(), usedFlags())')
    }
    const flags = trackFlags(given)
    c.set('flags', flags)
    await next()
    if (isPersonal(c.res, flags)) c.header('Cache-Control', 'private')
  }
