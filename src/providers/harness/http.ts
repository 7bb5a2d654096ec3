import { VERSION } from '../../core/version.js'
import { messageOf } from '../../events/log.js'
import { HttpError } from '../http-error.js'

/**
 * Sends a request and reads the answer to its end; an answer left unread holds one of a worker's six connections.
 *
 * @param body sent as JSON by POST; without one, the request is a GET
 * @throws HttpError where there is no answer, one that breaks off, or one that is not 2xx
 */
export const request = async (
  url: string,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>>,
  body?: object,
): Promise<string> => {
  let response: Response
  let text: string
  try {
    response = await fetch(url, {
      signal,
      headers: {
        'User-Agent': `Burgee/${VERSION}`,
        'Harness-SDK-Info': `Burgee ${VERSION} Server`,
        'Content-Type': 'application/json',
        ...headers,
      },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
    text = await response.text()
  } catch (error) {
    throw new HttpError(`no answer from ${url}: ${messageOf(error)}`)
  }
  if (response.ok) return text
  throw new HttpError(`HTTP ${response.status} from ${url}`, response)
}
