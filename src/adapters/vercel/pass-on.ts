import { withCookie } from '../../request/with-cookie.js'

/*
 * The headers with which a middleware's response tells Vercel, and Next.js, to go on. The request goes on with the
 * headers that are listed, and no others. Source: `next` and `rewrite` of `@vercel/functions/middleware`.
 */
const NEXT = 'x-middleware-next'
const REWRITE = 'x-middleware-rewrite'
const LISTED = 'x-middleware-override-headers'
const HEADER = 'x-middleware-request-'

/**
 * Adds the visitor's new cookie to the response. If the request goes on, the route behind it gets the cookie too:
 * otherwise the route would see another visitor until the next request.
 *
 * @param response undefined if the request goes on as it is
 */
export const passOn = (request: Request, response: Response | undefined, setCookie: string): Response => {
  const result = withCookie(response ?? new Response(null, { headers: { [NEXT]: '1' } }), setCookie)
  const { headers } = result
  if (!headers.has(NEXT) && !headers.has(REWRITE)) return result

  const listed = headers.get(LISTED)
  const names = new Set(listed?.split(',').filter(Boolean))
  if (listed === null) {
    request.headers.forEach((value, name) => {
      names.add(name)
      headers.set(HEADER + name, value)
    })
  }
  // A middleware that takes the visitor's cookies out of the request wants none in it.
  if (request.headers.has('cookie') && !names.has('cookie')) return result
  const cookies = headers.get(`${HEADER}cookie`)
  headers.set(`${HEADER}cookie`, replaceCookie(cookies ?? '', setCookie.split(';')[0] ?? ''))
  headers.set(LISTED, [...names.add('cookie')].join(','))
  return result
}

/** @param pair `name=value`; it replaces a cookie of the same name, which was no identifier */
const replaceCookie = (cookies: string, pair: string): string => {
  const name = pair.slice(0, pair.indexOf('=') + 1)
  const others = cookies.split(';').map((cookie) => cookie.trim())
  return [...others.filter((cookie) => cookie && !cookie.startsWith(name)), pair].join('; ')
}
