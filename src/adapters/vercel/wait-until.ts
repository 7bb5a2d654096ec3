import type { WaitUntil } from '../../metrics/wait-until.js'

/** A middleware's second argument: Vercel's `RequestContext`, or the `NextFetchEvent` of Next.js. */
export interface MiddlewareContext {
  waitUntil?(work: Promise<unknown>): void
}

/** The global under which Vercel keeps the current request's context. Source: `waitUntil` of `@vercel/functions`. */
const REQUEST_CONTEXT = Symbol.for('@vercel/request-context')

type Platform = { readonly [REQUEST_CONTEXT]?: { get?(): MiddlewareContext | undefined } }

/** The context's own `waitUntil`, else the platform's. Does nothing if there is neither. */
export const waitUntilOf = (context: MiddlewareContext | undefined): WaitUntil => {
  const owner = context?.waitUntil ? context : (globalThis as Platform)[REQUEST_CONTEXT]?.get?.()
  return (work) => owner?.waitUntil?.(work)
}
