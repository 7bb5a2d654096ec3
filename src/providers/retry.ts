import pRetry from 'p-retry'
import { sleepUnlessAborted } from '../time/wait.js'
import { HttpError } from './http-error.js'

/** How often and how long to try. */
export interface RetryOptions {
  /** Attempts after the first. */
  readonly retries: number
  readonly signal: AbortSignal
  /** Milliseconds since 1970 after which no wait may end. */
  readonly deadline: number
  readonly onFailedAttempt: (attempt: number, error: HttpError) => void
}

/**
 * Tries until it works: exponential backoff with jitter, from half a second to half a minute, or as long as
 * the server asks for (Retry-After). Only what may succeed later is tried again. Source: the Harness SDKs.
 *
 * @throws HttpError, the last one
 */
export const retry = <T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> =>
  pRetry(attempt, {
    retries: options.retries,
    minTimeout: 500,
    maxTimeout: 30_000,
    randomize: true,
    signal: options.signal,
    onFailedAttempt: ({ error, attemptNumber }) => {
      if (error instanceof HttpError) options.onFailedAttempt(attemptNumber, error)
    },
    // Asked only where attempts are left, so this is also where the wait that the server asked for belongs.
    shouldRetry: async ({ error }) => {
      if (!(error instanceof HttpError) || !error.retryable) return false
      const wait = secondsToWait(error.headers?.get('Retry-After') ?? null) * 1000
      if (Date.now() + wait >= options.deadline) return false
      if (wait > 0) await sleepUnlessAborted(wait, options.signal)
      return true
    },
  })

/** Seconds, from either form of Retry-After; 0 where there is none. */
const secondsToWait = (retryAfter: string | null): number => {
  if (retryAfter === null) return 0
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000
  return Number.isNaN(seconds) ? 0 : Math.max(seconds, 0)
}
