/**
 * What an adapter for a framework is made from: docs/adapters.md shows a whole one.
 *
 * @module
 */
import { withProvider } from '../providers/default-provider.js'
import { harnessReader } from '../providers/harness/reader.js'
import type { RequestFlagsOptions } from './options.js'
import type { ServeRequest } from './serve-request.js'
import { serveWebRequests } from './serve-web-requests.js'

export type { Flags, SnapshotInfo, SnapshotSource } from '../client/flags.js'
export type { Detail, ErrorCode } from '../core/decision.js'
export type { FlagType } from '../core/format.js'
export { SnapshotError } from '../core/snapshot.js'
export type { Target } from '../core/target.js'
export type { Logger, LogLevel } from '../events/log.js'
export type { MetricsOptions } from '../metrics/buffer.js'
export type { WaitUntil } from '../metrics/wait-until.js'
export type { AnonymousCookieOptions, AttributeOptions, TargetOptions } from '../visitor/options.js'
export type { RequestFlagsOptions } from './options.js'
export { privateByDefault } from './private-by-default.js'
export type { RequestFlags, RequestInput, ServeRequest } from './serve-request.js'
export { withCookie } from './with-cookie.js'

/**
 * Makes the function with which an adapter gets each request's flags. Call it once, when the app starts.
 *
 * Nothing that a visitor sends, and nothing that is missing, makes a request fail: without a snapshot, every flag falls
 * back.
 *
 * @typeParam Context what the app's `target` function is called with: your framework's context, or the request
 * @param options the options that your users pass, as they are
 * @param caller the name of your function, for messages. Default: `createRequestFlags`
 * @returns a function of one request; it never throws, and it returns a promise only if it has to read the store
 * @throws TypeError if an option cannot work; the message begins with `caller`
 * @throws SnapshotError if this version cannot read the option `snapshot`
 *
 * @example
 * const flagsOf = createRequestFlags<Request>({ target: { header: 'x-user-id' } })
 *
 * export default {
 *   async fetch(request: Request, env: object, ctx: { waitUntil(work: Promise<unknown>): void }) {
 *     const waitUntil = (work: Promise<unknown>) => ctx.waitUntil(work)
 *     const { flags, setCookie } = await flagsOf({ request, context: request, env, waitUntil })
 *     const response = Response.json(flags.all())
 *     return setCookie ? withCookie(response, setCookie) : response
 *   },
 * }
 */
export const createRequestFlags = <Context = Request>(
  options: RequestFlagsOptions<Context> = {},
  caller = 'createRequestFlags',
): ServeRequest<Context> => serveWebRequests(withProvider(options, harnessReader), caller)
