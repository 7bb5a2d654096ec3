import type { Context, MiddlewareHandler } from 'hono'
import { parse, serialize } from 'hono/utils/cookie'
import type { Flags } from '../../client/flags.js'
import type { WithProvider } from '../../providers/default-provider.js'
import type { CookieFormat } from '../../request/anonymous-cookie.js'
import { createServeRequest, type RequestFlags } from '../../request/serve-request.js'
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

const honoCookies: CookieFormat = { read: (header, name) => parse(header, name)[name], write: serialize }

/** What `featureFlags` does, with a provider. */
export const createMiddleware = (options: WithProvider<FeatureFlagsOptions>): MiddlewareHandler<FlagsEnv> => {
  const serve = createServeRequest<Context>(options, honoCookies, 'featureFlags')

  return function featureFlagsMiddleware(c, next) {
    const proceed = ({ flags, setCookie }: RequestFlags): Promise<void> => {
      c.set('flags', flags)
      return setCookie ? next().then(() => addCookie(c, setCookie)) : next()
    }
    const served = serve({
      request: c.req.raw,
      context: c,
      env: c.env as object | undefined,
      waitUntil: (work) => c.executionCtx.waitUntil(work), // throws if there is none, as on Node
    })
    return served instanceof Promise ? served.then(proceed) : proceed(served)
  }
}

/** Runs after the handler, because `c.header` does not reach a response that a handler makes with `new Response`. */
const addCookie = (c: Context, setCookie: string): void => {
  if (c.res.status === 101) return // a WebSocket's response cannot be changed
  c.header('Set-Cookie', setCookie, { append: true })
  // A shared cache would give this identifier to other visitors.
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'private')
}
