import { privateByDefault } from '../../request/private-by-default.js'
import { withHeaders } from '../../request/with-headers.js'
import type { TrackedFlags } from './track-flags.js'

/** True if flags were read for a response that has no `Cache-Control` of its own. */
export const isPersonal = (response: Response, flags: Pick<TrackedFlags, 'used'>): boolean =>
  // The response of a WebSocket cannot be changed, and no cache keeps it.
  response.status !== 101 && !response.headers.has('Cache-Control') && flags.used().length > 0

/**
 * Sets `Cache-Control: private` if flags were read for the response, unless it has a `Cache-Control` already. Then no
 * shared cache gives one visitor's variant to another. In Hono, the middleware `usedFlags()` does this.
 *
 * @returns the response, or a copy with the same body if its headers cannot be changed
 *
 * @example
 * return keepPrivate(new Response(page), flags)
 */
export const keepPrivate = (response: Response, flags: Pick<TrackedFlags, 'used'>): Response =>
  isPersonal(response, flags) ? withHeaders(response, privateByDefault) : response
