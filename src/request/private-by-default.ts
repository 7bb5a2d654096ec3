/**
 * Keeps a response that was made for one visitor out of shared caches: sets `Cache-Control: private`. A response that
 * has the header already stays as it is.
 *
 * @example
 * headers.append('Set-Cookie', setCookie)
 * privateByDefault(headers)
 */
export const privateByDefault = (headers: Headers): void => {
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'private')
}
