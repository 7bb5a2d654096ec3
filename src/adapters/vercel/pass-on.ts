import { withCookie } from '../../request/fetch.js'

/*
 * How a middleware's response tells Vercel, and Next.js, to go on, and with which request headers: those that are
 * listed, and no others. Source: `next` and `rewrite` of `@vercel/functions/middleware`.
 */
const NEXT = 'x-middleware-next'
const REWRITE = 'x-middleware-rewrite'
const LISTED = 'x-middleware-override-headers'
const HEADER = 'x-middleware-request-'

/**
 * The response with the visitor's new cookie. Where the request goes on, whatever it meets is sent the cookie as
 * well: otherwise the route would take this visitor for somebody else, until the next request.
 *
 * @param response undefined where the request just goes on
 */
export const passOn = (request: Request, response: Response | undefined, setCookie: string): Response => {
  const answer = withCookie(response ?? new Response(null, { headers: { [NEXT]: '1' } }), setCookie)
  const { headers } = answer
  if (!headers.has(NEXT) && !headers.has(REWRITE)) return answer

  const listed = headers.get(LISTED)
  const names = new Set(listed?.split(',').filter(Boolean))
  if (listed === null) {
    request.headers.forEach((value, name) => {
      names.add(name)
      headers.set(HEADER + name, value)
    })
  }
  // A middleware that takes the visitor's cookies out of the request wants none in it.
  if (request.headers.has('cookie') && !names.has('cookie')) return answer
  const cookies = headers.get(`${HEADER}cookie`)
  headers.set(`${HEADER}cookie`, replaceCookie(cookies ?? '', setCookie.split(';')[0] ?? ''))
  headers.set(LISTED, [...names.add('cookie')].join(','))
  return answer
}

/** @param pair `name=value`; one of the same name, which was of no use, makes room for it */
const replaceCookie = (cookies: string, pair: string): string => {
  const name = pair.slice(0, pair.indexOf('=') + 1)
  const others = cookies.split(';').map((cookie) => cookie.trim())
  return [...others.filter((cookie) => cookie && !cookie.startsWith(name)), pair].join('; ')
}
