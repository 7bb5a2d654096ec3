import { messageOf } from '../core/message.js'
import { isSourceError, SourceError } from './contract.js'
import { HttpError } from './http-error.js'

/**
 * Turns what a request failed with into the error that `Source.fetch` must throw.
 *
 * @param error what was caught
 * @param signal the signal of this refresh: once it has aborted, the failure is `timeout`
 * @returns a SourceError: the error itself if it is one, else `unauthorized` after a 401 or 403, else `unavailable`
 *
 * @example
 * try {
 *   return await fetchText(url, { signal })
 * } catch (error) {
 *   throw toSourceError(error, signal)
 * }
 */
export const toSourceError = (error: unknown, signal: AbortSignal): SourceError => {
  if (isSourceError(error)) return error
  if (signal.aborted) return new SourceError('timeout', 'the time for this refresh ran out', { cause: error })
  const refused = error instanceof HttpError && (error.status === 401 || error.status === 403)
  return new SourceError(refused ? 'unauthorized' : 'unavailable', messageOf(error), { cause: error })
}
