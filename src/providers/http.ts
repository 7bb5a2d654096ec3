import { messageOf } from '../events/log.js'
import { HttpError } from './http-error.js'

/** What `fetchText` sends. */
export interface HttpRequest {
  /** Ends the request when it aborts. Use the signal that `fetch` or `send` was given. */
  readonly signal: AbortSignal
  /** Default: GET. */
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Use `manual` if a redirect must not take the key to another server. Default: `follow`. */
  readonly redirect?: 'follow' | 'manual'
}

/** An answer, read to its end. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/**
 * Sends a request and reads the answer to its end. An answer that is left unread blocks one of a worker's six
 * connections.
 *
 * @param describe what the body of an error says, added to the message. Default: nothing
 * @returns the answer, if its status is 200 to 299 or 304
 * @throws HttpError if there is no such answer, or if it breaks off. The message names the URL without its query, which
 *   may hold a secret
 *
 * @example
 * const { body } = await fetchText('https://flags.example.com/all', { signal, headers: { 'X-Key': key } })
 */
export const fetchText = async (
  url: string,
  init: HttpRequest,
  describe = (_body: string): string => '',
): Promise<HttpAnswer> => {
  const [shownUrl] = url.split(/[?#]/)
  let response: Response
  let body: string
  try {
    response = await fetch(url, init)
    body = await response.text()
  } catch (error) {
    throw new HttpError(`no answer from ${shownUrl}: ${messageOf(error)}`)
  }
  const { status, headers } = response
  if (response.ok || status === 304) return { status, headers, body }
  throw new HttpError(`HTTP ${status} from ${shownUrl}${describe(body)}`, status, headers)
}
