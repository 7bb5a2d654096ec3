/**
 * Feature flags on Vercel: in its Routing Middleware, with Next.js or without, and the route of its cron.
 *
 * @module
 */
import { withProvider } from '../../providers/default-provider.js'
import { harness } from '../../providers/harness/harness.js'
import { harnessReader } from '../../providers/harness/reader.js'
import type { RefreshOptions } from '../../refresh/options.js'
import { createCronRoute } from './cron-refresh.js'
import { createMiddleware, type FlagsMiddlewareHandler } from './flags-middleware.js'
import type { FlagsMiddlewareOptions } from './options.js'
import type { MiddlewareContext } from './wait-until.js'

export type { Flags, SnapshotInfo, SnapshotSource } from '../../client/flags.js'
export type { Detail, ErrorCode } from '../../core/decision.js'
export type { FlagType } from '../../core/format.js'
export { SnapshotError } from '../../core/snapshot.js'
export type { Target } from '../../core/target.js'
export type { Logger, LogLevel } from '../../events/log.js'
export type { MetricsOptions } from '../../metrics/buffer.js'
export type { RefreshLimits, RefreshOptions } from '../../refresh/options.js'
export type { AnonymousCookieOptions, AttributeOptions, TargetOptions } from '../../visitor/options.js'
export type { FlagsMiddlewareHandler, MiddlewareResult } from './flags-middleware.js'
export type { FlagsMiddlewareOptions } from './options.js'
export type { MiddlewareContext } from './wait-until.js'

/**
 * Feature flags in Vercel's Routing Middleware, and in the middleware (or proxy) of Next.js. Your function is called
 * with the visitor's flags, and its response gets the visitor's cookie. Runs in the edge runtime and in Node.js.
 *
 * A request waits only if its isolate has no snapshot yet: then for one read of the store. It never fails because of
 * flags: without a snapshot, every evaluation returns its fallback. An error that your function throws is thrown on.
 *
 * A new visitor's cookie is set on any response that your function returns. If the request goes on (after nothing,
 * `next()`, `rewrite()`, or those of `NextResponse`), the route behind gets the cookie with this very request.
 *
 * @param handler your middleware
 * @param options all but `store` are optional
 * @throws TypeError if an option cannot work, or the first argument is not a function
 * @throws SnapshotError if this version cannot read the bundled snapshot
 *
 * @example
 * // middleware.ts
 * import { rewrite } from '@vercel/functions/middleware'
 *
 * export default flagsMiddleware((request, flags) => {
 *   if (flags.boolVariation('new-home', false)) return rewrite(new URL('/new-home', request.url))
 *   return undefined // the request goes on
 * }, { store })
 *
 * @example
 * // with Next.js
 * export default flagsMiddleware((request: NextRequest, flags, event: NextFetchEvent) => { … }, { store })
 */
export const flagsMiddleware = <R extends Request = Request, C extends MiddlewareContext = MiddlewareContext>(
  handler: FlagsMiddlewareHandler<R, C>,
  options: FlagsMiddlewareOptions<R> = {},
): ((request: R, context: C) => Response | undefined | Promise<Response | undefined>) =>
  createMiddleware(handler, withProvider(options, harnessReader))

/**
 * Makes the route that a Vercel cron calls. It refreshes the snapshot, as `scheduledRefresh` does, for requests with
 * `Authorization: Bearer $CRON_SECRET`, which Vercel's crons send. The response is the result as JSON, `{ status, … }`,
 * with the number of issues; the log lists them.
 *
 * | status | |
 * | --- | --- |
 * | 200 | `published`, or `unchanged` |
 * | 401 | `unauthorized`: the header is missing or wrong |
 * | 500 | `failed` because of this deployment: no CRON_SECRET (then every request is refused), no SDK key, no store |
 * | 502 | `failed` or `refused` because of the config API or the store |
 *
 * @param options those of `flagsMiddleware`
 * @throws TypeError if an option cannot work
 *
 * @example
 * // app/api/refresh/route.ts, and in vercel.json: { "crons": [{ "path": "/api/refresh", "schedule": "* * * * *" }] }
 * export const GET = cronRefresh(options)
 */
export const cronRefresh = (options: RefreshOptions = {}): ((request: Request) => Promise<Response>) =>
  createCronRoute(withProvider(options, harness))
