import { VERSION } from '../../core/version.js'
import { fetchText } from '../http.js'
import { HttpError } from '../http-error.js'
import type { Connection } from './options.js'

/** What the polling service answered. */
export interface PollAnswer {
  /** Undefined if nothing has changed. */
  readonly body: string | undefined
  /** Empty if it sent none. */
  readonly etag: string
}

/** How many characters of a server's own error message are repeated. */
const LONGEST_DETAIL = 200

/**
 * Polls once.
 *
 * @param etag the ETag of the last answer, or `initial`. Flagbase takes it in the header `ETag`
 * @throws HttpError if there is no answer, if it breaks off, or if its status is neither 200 nor 304
 */
export const poll = async (
  { url, sdkKey }: Connection,
  etag: string,
  signal: AbortSignal,
): Promise<PollAnswer> => {
  const answer = await fetchText(
    url,
    {
      signal,
      headers: { 'x-sdk-key': sdkKey, ETag: etag, 'User-Agent': `Burgee/${VERSION}` },
      redirect: 'manual', // if it were followed, it would take the key to another server
    },
    (body) => detailOf(body, sdkKey),
  )
  const { status, headers, body } = answer
  if (status === 304) return { body: undefined, etag }
  if (status === 200) return { body, etag: headers.get('Etag') ?? '' }
  throw new HttpError(`HTTP ${status} is not an answer with flags`, status)
}

/**
 * What an error document says, on one line and without the key, which a server might quote. Empty if the body is not an
 * error document. Flagbase's own errors have a `message`, those of JSON:API a `title` and a `detail`.
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
