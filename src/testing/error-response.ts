/** A response with the error body of the Harness client API, `{ code, message }`; the code is text there. */
export function errorResponse(
  status: number,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ code: String(status), message }, { status, headers })
}
