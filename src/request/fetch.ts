/**
 * For adapters whose framework has nothing of its own for cookies: the web's Request in, a Set-Cookie header on
 * the web's Response out.
 *
 * @module
 */
import { parseCookie, serializeCookie } from 'cookie-es'
import type { WaitUntil } from '../metrics/wait-until.js'
import type { SerializeCookie } from './anonymous-cookie.js'
import type { RequestFlagsOptions } from './options.js'
import { privateUnlessSaid } from './private.js'
import { createServe, type Served } from './serve.js'
import { withHeaders } from './with-headers.js'

const serialize: SerializeCookie = (name, value, { sameSite = 'Lax', ...attributes }) =>
  serializeCookie(name, value, {
    ...attributes,
    sameSite: sameSite.toLowerCase() as Lowercase<typeof sameSite>,
  })

/** Gives a request its flags: at once where the isolate has a snapshot. Never throws, never rejects. */
export type ServeRequest<R extends Request> = (
  request: R,
  env: object,
  waitUntil: WaitUntil,
) => Served | Promise<Served>

/**
 * @throws TypeError at once, where an option is out of range
 * @throws SnapshotError at once, where the bundled snapshot is not one that this version reads
 */
export const createServeRequest = <R extends Request = Request>(
  options: RequestFlagsOptions<R>,
): ServeRequest<R> => {
  const serve = createServe(options, serialize)
  return (request, env, waitUntil) => {
    let cookies: ReturnType<typeof parseCookie> | undefined
    const cookie = (name: string) => {
      cookies ??= parseCookie(request.headers.get('Cookie') ?? '')
      return cookies[name]
    }
    return serve(request, { request, cookie }, env, waitUntil)
  }
}

/**
 * The response with one more cookie, and private unless it says otherwise; a new one, with the same body, where
 * its headers cannot be changed, as those of `fetch` and of `Response.redirect` cannot.
 */
export const withCookie = (response: Response, setCookie: string): Response => {
  // A WebSocket's response stays as it is: it cannot be made again.
  if (response.status === 101) return response
  return withHeaders(response, (headers) => {
    headers.append('Set-Cookie', setCookie)
    privateUnlessSaid(headers) // from a shared cache, everybody would be given this identifier
  })
}
