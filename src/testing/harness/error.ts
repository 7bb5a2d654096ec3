import type { ErrorResponse } from '../error-response.js'

/** A response with the error body of the Harness client API: `{ code, message }`, with the code as a string. */
export const harnessError: ErrorResponse = (status, message, headers = {}) =>
  Response.json({ code: String(status), message }, { status, headers })
