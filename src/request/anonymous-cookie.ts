import { type AnonymousCookieOptions, DEFAULT_ANONYMOUS_COOKIE } from '../visitor/recipe.js'

/** Makes a Set-Cookie header's value: the framework's own, or the one of a library. Throws where it cannot. */
export type SerializeCookie = (
  name: string,
  value: string,
  options: Omit<AnonymousCookieOptions, 'name'>,
) => string

/** The Set-Cookie header's value; `false` is no options. @throws where the options do not make a cookie */
export const anonymousCookie = (
  serialize: SerializeCookie,
  id: string,
  options: AnonymousCookieOptions | false = {},
): string => {
  const { name = DEFAULT_ANONYMOUS_COOKIE, ...attributes } = options as AnonymousCookieOptions
  return serialize(name, id, {
    path: '/',
    maxAge: 31_536_000,
    httpOnly: true,
    secure: true,
    sameSite: 'Lax',
    ...attributes,
  })
}
