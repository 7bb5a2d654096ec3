import * as codes from '../events/codes.js'
import type { Log } from '../events/log.js'

/**
 * Runs rounds, with a pause after each. For processes that live long: a worker ends what no request waits for.
 *
 * @param round never throws; is told whether it is the first
 * @param interval seconds from the end of a round to the start of the next
 * @returns what stops it
 * @throws TypeError where there are no timers: at the top level of a worker's module
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
