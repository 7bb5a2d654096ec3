import type { WaitUntil } from '../../metrics/buffer.js'
import { waitUntilOf as guarded } from '../../request/wait-until.js'

/** What a middleware is given besides the request: Vercel's `RequestContext`, the `NextFetchEvent` of Next.js. */
export interface MiddlewareContext {
  waitUntil?(work: Promise<unknown>): void
}

/** Where Vercel keeps the context of the request that is being served. Source: `waitUntil` of `@vercel/functions`. */
const REQUEST_CONTEXT = Symbol.for('@vercel/request-context')

type Platform = { readonly [REQUEST_CONTEXT]?: { get?(): MiddlewareContext | undefined } }

/** The context's own `waitUntil`, else the platform's. Where there is neither, the work just goes on: it never throws. */
export const waitUntilOf = (context: MiddlewareContext | undefined): WaitUntil =>
  guarded(context?.waitUntil ? context : (globalThis as Platform)[REQUEST_CONTEXT]?.get?.())
