import type { MiddlewareHandler } from 'hono'
import type { Flags } from '../../client/flags.js'
import { isPersonal } from './keep-private.js'
import { type TrackedFlags, trackFlags } from './track-flags.js'

/** What the middleware adds to a Hono app's environment: `c.get('flags').used()`. */
export interface UsedFlagsEnv {
  Variables: { flags: TrackedFlags }
}

/**
 * For Hono, after `featureFlags()`: the flags in `c.get('flags')` remember which of them are read, and a response for
 * which any was is `Cache-Control: private`, unless it says otherwise. What is read while a body is streamed comes
 * too late for that: read it before. A request throws a TypeError where it comes before `featureFlags()`.
 *
 * @example
 * const app = new Hono<UsedFlagsEnv>()
 * app.use(featureFlags(), usedFlags())
 */
export const usedFlags = (): MiddlewareHandler<UsedFlagsEnv> =>
  async function usedFlagsMiddleware(c, next) {
    const given: Flags | undefined = c.get('flags')
    if (given === undefined) {
      throw new TypeError('usedFlags() comes after featureFlags(): app.use(featureFlags(), usedFlags())')
    }
    const flags = trackFlags(given)
    c.set('flags', flags)
    await next()
    if (isPersonal(c.res, flags)) c.header('Cache-Control', 'private')
  }
