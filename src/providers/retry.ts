import pRetry from 'p-retry'
import { sleepUnlessAborted } from '../time/wait.js'
import { HttpError } from './http-error.js'

/** How often `retry` tries, and for how long. */
export interface RetryOptions {
  /** The most attempts after the first. */
  readonly retries: number
  /** Aborts when the time is over. */
  readonly signal: AbortSignal
  /** The end of that time, in milliseconds since 1970. No wait begins that ends later. */
  readonly deadline: number
  /** Called with the number of the attempt, from 1. */
  readonly onFailedAttempt: (attempt: number, error: HttpError) => void
}

/**
 * Tries again while an attempt fails with an HttpError that is retryable. It waits as long as the server asks for with
 * Retry-After, and an exponential backoff with jitter, from half a second to half a minute. Source: the Harness SDKs.
 *
 * @returns what the first attempt that succeeds returns
 * @throws the last attempt's error, or the signal's reason if it aborts
 *
 * @example
 * const limits = { retries: 4, signal, deadline, onFailedAttempt: () => {} }
 * const { body } = await retry(() => fetchText(url, { signal }), limits)
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
    // Called only if attempts are left, so the wait that the server asked for happens here.
    shouldRetry: async ({ error }) => {
      if (!(error instanceof HttpError) || !error.retryable) return false
      const wait = secondsToWait(error.headers?.get('Retry-After') ?? null) * 1000
      if (Date.now() + wait >= options.deadline) return false
      if (wait > 0) await sleepUnlessAborted(wait, options.signal)
      return true
    },
  })

/** Seconds, from either form of Retry-After. 0 without the header. */
const secondsToWait = (retryAfter: string | null): number => {
  if (retryAfter === null) return 0
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000
  return Number.isNaN(seconds) ? 0 : Math.max(seconds, 0)
}
