import type { ErrorResponse } from '../error-response.js'

/** The content type of every body, errors included. Source: Flagbase's server. */
export const JSON_API = 'application/vnd.api+json'

/** A response with an errors document as Flagbase's server writes it: `code` and `message`, both strings. */
export const flagbaseError: ErrorResponse = (status, message, headers = {}) =>
  new Response(JSON.stringify({ errors: [{ code: String(status), message }] }), {
    status,
    headers: { 'Content-Type': JSON_API, ...headers },
  })
