import * as codes from '../events/codes.js'
import type { Log } from '../events/log.js'

/**
 * Runs rounds, with a pause after each. For long-lived processes: a worker ends work that no request waits for.
 *
 * @param round never throws. Called with true the first time
 * @param interval seconds from the end of a round to the start of the next
 * @returns a function that stops it
 * @throws TypeError if there are no timers, as at the top level of a worker's module
 */
export const startPolling = (
  round: (first: boolean) => Promise<void>,
  interval: number,
  log: Log,
): (() => void) => {
  let stopped = false
  const poll = async (first: boolean) => {
    await round(first)
    if (!stopped) timer = setTimeout(() => void poll(false), interval * 1000)
  }
  let timer = begin(() => void poll(true))
  codes.pollingStarted(log, interval)
  return () => {
    stopped = true
    clearTimeout(timer)
    codes.pollingStopped(log)
  }
}

const begin = (work: () => void): ReturnType<typeof setTimeout> => {
  try {
    return setTimeout(work)
  } catch (cause) {
    throw new TypeError('createFlags: pollInterval needs timers: in a worker, leave it to scheduledRefresh', {
      cause,
    })
  }
}
