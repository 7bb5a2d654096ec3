import type { RefreshLimits } from './options.js'

/** One refresh: its limits, and when its time is over. */
export interface Attempt {
  readonly acceptShrunken: boolean
  readonly maxAuthRetries: number
  /** Aborts when the time is over, or when the result is no longer needed. */
  readonly signal: AbortSignal
  /** When the time is over, in milliseconds since 1970. */
  readonly deadline: number
}

/** @param closing aborts when the result is no longer needed */
export const startAttempt = (
  { timeout = 45, maxAuthRetries = 10, acceptShrunken = false }: RefreshLimits,
  closing?: AbortSignal,
): Attempt => {
  const milliseconds = timeout * 1000
  const timedOut = AbortSignal.timeout(milliseconds)
  return {
    acceptShrunken,
    maxAuthRetries,
    signal: closing ? AbortSignal.any([timedOut, closing]) : timedOut,
    deadline: Date.now() + milliseconds,
  }
}
