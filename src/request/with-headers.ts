/**
 * Changes a response's headers. The headers of responses from `fetch`, `Response.redirect` and the Cache API cannot be
 * changed: then it returns a copy with the same body.
 */
export const withHeaders = (response: Response, change: (headers: Headers) => void): Response => {
  try {
    change(response.headers)
    return response
  } catch {
    const copy = new Response(response.body, response)
    change(copy.headers)
    return copy
  }
}
