import { parseCookie, serializeCookie } from 'cookie-es'
import type { CookieFormat } from './anonymous-cookie.js'

/** For frameworks without functions for cookies. */
export const webCookies: CookieFormat = {
  read: (header, name) => parseCookie(header, { filter: (other) => other === name })[name],
  write: (name, value, { sameSite = 'Lax', ...attributes }) =>
    serializeCookie(name, value, {
      ...attributes,
      sameSite: sameSite.toLowerCase() as Lowercase<typeof sameSite>,
    }),
}
