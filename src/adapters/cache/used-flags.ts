import type { MiddlewareHandler } from 'hono'
import { isPersonal } from './keep-private.js'
import { type TrackedFlags, trackFlags } from './track-flags.js'

/** What the middleware adds to a Hono app's environment: `c.get('flags').used()`. */
export interface UsedFlagsEnv {
  Variables: { flags: TrackedFlags }
}

/**
 * For Hono, after `featureFlags()`: the flags in `c.get('flags')` remember which of them are read, and a response for
 * which any was is `Cache-Control: private`, unless it says otherwise. What is read while a body is streamed comes
 * too late for that: read it before.
 *
 * @example
 * const app = new Hono<UsedFlagsEnv>()
 * app.use(featureFlags(), usedFlags())
 */
export const usedFlags = (): MiddlewareHandler<UsedFlagsEnv> =>
  async function usedFlagsMiddleware(c, next) {
    const flags = trackFlags(c.get('flags'))
    c.set('flags', flags)
    await next()
    if (isPersonal(c.res, flags)) c.header('Cache-Control', 'private')
  }
