/**
 * Waiting, in milliseconds. No function here leaves a timer or a listener behind.
 *
 * @module
 */

/** Milliseconds between two looks of `until`. */
const STEP = 20

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Waits this long, or until the signal aborts. Never rejects. */
export const sleepUnlessAborted = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, milliseconds)
    if (signal.aborted) wake()
    else signal.addEventListener('abort', wake)
  })

/** Waits until the condition holds. It is checked every 20 ms. */
export const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await sleep(STEP)
}

/**
 * Waits for the work, but no longer than this. The work itself goes on.
 *
 * @param message of the error if the time is over
 * @throws what the work rejects with, or an Error if the time is over
 */
export const within = <T>(work: Promise<T>, milliseconds: number, message: string): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(message)), milliseconds)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })

/**
 * Waits for the work until the signal aborts. The work itself goes on.
 *
 * @param message of the error if the signal aborts
 * @throws what the work rejects with, or an Error if the signal aborts
 */
export const unlessAborted = <T>(work: Promise<T>, signal: AbortSignal, message: string): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(new Error(message))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
