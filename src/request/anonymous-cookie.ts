import type { AnonymousCookieOptions } from '../visitor/options.js'
import { DEFAULT_ANONYMOUS_COOKIE } from '../visitor/recipe.js'

/** How cookies are read and written: by the framework's own functions, or by those of a library. */
export interface CookieFormat {
  /** The value of a cookie in a `Cookie` header, decoded; undefined if the header does not have it. */
  read(header: string, name: string): string | undefined
  /**
   * Makes the value of a `Set-Cookie` header.
   *
   * @throws if the options do not make a cookie
   */
  write(name: string, value: string, options: Omit<AnonymousCookieOptions, 'name'>): string
}

/** Makes the visitor's cookie: the value of a `Set-Cookie` header. */
export const anonymousCookie = (
  cookies: CookieFormat,
  id: string,
  options: AnonymousCookieOptions | false = {},
): string => {
  const { name = DEFAULT_ANONYMOUS_COOKIE, ...attributes } = options || {}
  return cookies.write(name, id, {
    path: '/',
    maxAge: 31_536_000,
    httpOnly: true,
    secure: true,
    sameSite: 'Lax',
    ...attributes,
  })
}
