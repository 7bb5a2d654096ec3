import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import type { FlagsClient } from '../../client/client.js'
import type { Flags } from '../../client/flags.js'
import type { WaitUntil } from '../../metrics/buffer.js'
import { targetFrom } from '../../target/check.js'
import { type Recognised, recogniseTarget, type TargetOptions } from '../../target/recipe.js'
import { createClients } from './clients.js'
import { anonymousCookie, checkOptions, type FeatureFlagsOptions } from './options.js'

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
  checkOptions(options)
  const clientOf = createClients(options)
  const { target = {} } = options

  return function featureFlagsMiddleware(c, next) {
    const client = clientOf(c.env ?? {})
    const waitUntil = waitUntilOf(c)
    const serve = (loaded: boolean): Promise<void> => {
      const { target: who, newAnonymousId } = recognise(c, target, client)
      c.set('flags', client.view(who, waitUntil, loaded))
      return newAnonymousId === undefined
        ? next()
        : next().then(() => keepAnonymousId(c, newAnonymousId, target as TargetOptions))
    }
    return client.cache.mustLoad ? client.cache.load().then(() => serve(true)) : serve(false)
  }
}

const recognise = (
  c: Context,
  target: NonNullable<FeatureFlagsOptions['target']>,
  { log }: FlagsClient,
): Recognised =>
  typeof target === 'function'
    ? { target: targetFrom(() => target(c), log) }
    : recogniseTarget({ request: c.req.raw, cookie: (name) => getCookie(c, name) }, target, log)

/** Set after the handler, because a response made with `new Response` has only what is added then. */
const keepAnonymousId = (c: Context, id: string, { anonymous }: TargetOptions): void => {
  if (c.res.status === 101) return // a WebSocket's response cannot be changed
  c.header('Set-Cookie', anonymousCookie(id, anonymous || {}), { append: true })
}

/** Where there is no `waitUntil` (Node), or no longer (a response that is over), the work just goes on: it never throws. */
const waitUntilOf =
  (c: Context): WaitUntil =>
  (work) => {
    try {
      c.executionCtx.waitUntil(work)
    } catch {
      // See above.
    }
  }
