/**
 * Keeps a response that was made for one visitor out of shared caches. An app that has said itself how its response
 * is cached knows better, and is not overruled.
 */
export const privateUnlessSaid = (headers: Headers): void => {
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'private')
}
