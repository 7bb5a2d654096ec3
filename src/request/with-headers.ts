/**
 * Changes a response's headers, once it is known what to change. Those of `fetch`, of `Response.redirect` and of
 * the Cache API cannot be changed: then it is another response, with the same body.
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
