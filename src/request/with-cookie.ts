import { privateByDefault } from './private-by-default.js'
import { withHeaders } from './with-headers.js'

/**
 * Adds a visitor's new cookie to a response, and keeps the response out of shared caches unless it has a
 * `Cache-Control` header of its own. A WebSocket's response (status 101) stays as it is, as it cannot be copied.
 *
 * @param setCookie the value of the `Set-Cookie` header; the response keeps its own cookies
 * @returns the response itself, or a copy with the same body if its headers cannot be changed
 *
 * @example
 * return setCookie ? withCookie(response, setCookie) : response
 */
export const withCookie = (response: Response, setCookie: string): Response => {
  if (response.status === 101) return response
  return withHeaders(response, (headers) => {
    headers.append('Set-Cookie', setCookie)
    privateByDefault(headers) // a shared cache would give this identifier to other visitors
  })
}
