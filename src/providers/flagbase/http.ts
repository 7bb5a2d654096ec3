import { VERSION } from '../../core/version.js'
import { messageOf } from '../../events/log.js'
import { HttpError } from '../http-error.js'
import type { Connection } from './options.js'

/** What the polling service answered; the body is undefined where nothing has changed. */
export interface PollAnswer {
  readonly body: string | undefined
  /** Empty where it sent none. */
  readonly etag: string
}

/** How much of what a server says of an error is repeated. */
const LONGEST_DETAIL = 200

/**
 * Asks once and reads the answer to its end; an answer left unread holds one of a worker's six connections.
 *
 * @param etag that of the last answer, or `initial`; sent in the header `ETag`, as Flagbase has it
 * @throws HttpError where there is no answer, one that breaks off, or one that is neither 200 nor 304
 */
export const poll = async (
  { url, shownUrl, sdkKey }: Connection,
  etag: string,
  signal: AbortSignal,
): Promise<PollAnswer> => {
  let response: Response
  let body: string
  try {
    const headers = { 'x-sdk-key': sdkKey, ETag: etag, 'User-Agent': `Burgee/${VERSION}` }
    // Not followed: a redirect would take the key elsewhere.
    response = await fetch(url, { signal, headers, redirect: 'manual' })
    body = await response.text()
  } catch (error) {
    throw new HttpError(`no answer from ${shownUrl}: ${messageOf(error)}`)
  }
  const { status } = response
  if (status === 304) return { body: undefined, etag }
  if (status === 200) return { body, etag: response.headers.get('Etag') ?? '' }
  throw new HttpError(`HTTP ${status} from ${shownUrl}${detailOf(body, sdkKey)}`, response)
}

/**
 * What an error document says, on one line, less the key, which a server might quote; else nothing. Flagbase's
 * own errors have a `message`, JSON:API's a `title` and a `detail`.
 */
const detailOf = (body: string, sdkKey: string): string => {
  try {
    const { errors } = JSON.parse(body) as { errors: Record<'message' | 'title' | 'detail', unknown>[] }
    const said = errors
      .flatMap(({ message, title, detail }) => [message, title, detail])
      .filter((part) => typeof part === 'string')
    const line = said
      .join(', ')
      .replaceAll(sdkKey, '…')
      .replace(/[\s\p{C}]+/gu, ' ')
    return line && `: ${line.slice(0, LONGEST_DETAIL)}`
  } catch {
    return ''
  }
}
