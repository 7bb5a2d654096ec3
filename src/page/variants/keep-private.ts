import { privateUnlessSaid } from '../../request/private.js'
import { withHeaders } from '../../request/with-headers.js'
import type { TrackedFlags } from './track-flags.js'

/** True where flags were read for a response that says nothing itself of who may keep it. */
export const isPersonal = (response: Response, flags: Pick<TrackedFlags, 'used'>): boolean =>
  // A WebSocket's response cannot be changed, and nobody keeps it.
  response.status !== 101 && !response.headers.has('Cache-Control') && flags.used().length > 0

/**
 * Marks a response as its visitor's own, `Cache-Control: private`, where flags were read for it and it says nothing
 * itself: no shared cache may hand one visitor's variant to another. In Hono, the middleware `usedFlags()` does it.
 *
 * @returns the response; another, with the same body, where its headers cannot be changed
 *
 * @example
 * return keepPrivate(new Response(page), flags)
 */
export const keepPrivate = (response: Response, flags: Pick<TrackedFlags, 'used'>): Response =>
  isPersonal(response, flags) ? withHeaders(response, privateUnlessSaid) : response
