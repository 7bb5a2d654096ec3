import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { serialize } from 'hono/utils/cookie'
import type { Flags } from '../../client/flags.js'
import type { WaitUntil } from '../../metrics/wait-until.js'
import { createServe, type Served } from '../../request/serve.js'
import type { FeatureFlagsOptions } from './options.js'

/**
 * What the middleware adds to a Hono app's environment.
 *
 * @example
 * const app = new Hono<FlagsEnv>()
 * const withBindings = new Hono<FlagsEnv & { Bindings: { DB: D1Database } }>()
 */
export interface FlagsEnv {
  Variables: { flags: Flags }
}

/**
 * Feature flags as Hono middleware: `c.get('flags')` in every handler after it.
 *
 * A request waits for nothing where its isolate has a snapshot, and for one read of the store where it does
 * not. It never fails because of flags: with no snapshot, every evaluation returns its fallback.
 *
 * @throws TypeError at once, where an option is out of range
 * @throws SnapshotError at once, where the bundled snapshot is not one that this version reads
 *
 * @example
 * const app = new Hono<FlagsEnv>()
 * app.use(featureFlags())
 * app.get('/', (c) => c.text(c.get('flags').boolVariation('dark-mode', false) ? 'dark' : 'light'))
 */
export const featureFlags = (options: FeatureFlagsOptions = {}): MiddlewareHandler<FlagsEnv> => {
  const serve = createServe(options, serialize)

  return function featureFlagsMiddleware(c, next) {
    const proceed = ({ flags, setCookie }: Served): Promise<void> => {
      c.set('flags', flags)
      return setCookie ? next().then(() => addCookie(c, setCookie)) : next()
    }
    const cookie = (name: string) => getCookie(c, name)
    const waitUntil: WaitUntil = (work) => c.executionCtx.waitUntil(work) // throws if there is none, as in Node
    const served = serve(c, { request: c.req.raw, cookie }, c.env ?? {}, waitUntil)
    return served instanceof Promise ? served.then(proceed) : proceed(served)
  }
}

/** After the handler, because a response made with `new Response` has only what is added then. */
const addCookie = (c: Context, setCookie: string): void => {
  if (c.res.status === 101) return // a WebSocket's response cannot be changed
  c.header('Set-Cookie', setCookie, { append: true })
  // From a shared cache, everybody would be given this identifier.
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'private')
}
