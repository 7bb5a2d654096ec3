/** Builds the response to a request that is refused, with the error body of a protocol. */
export type ErrorResponse = (status: number, message: string, headers?: Record<string, string>) => Response

/** A response with the error body of the Harness client API, `{ code, message }`; the code is text there. */
export const harnessError: ErrorResponse = (status, message, headers = {}) =>
  Response.json({ code: String(status), message }, { status, headers })

/** What Flagbase declares every body to be, errors too. Source: its server. */
export const JSON_API = 'application/vnd.api+json'

/** A response with an errors document as Flagbase's server writes it: `code` and `message`, both text. */
export const flagbaseError: ErrorResponse = (status, message, headers = {}) =>
  new Response(JSON.stringify({ errors: [{ code: String(status), message }] }), {
    status,
    headers: { 'Content-Type': JSON_API, ...headers },
  })
