import * as codes from '../events/codes.js'
import type { Log } from '../events/log.js'

/** Work done again and again until it is stopped. */
export interface Polling {
  /** Resolves after the next round, or when polling stops. */
  readonly nextRound: () => Promise<void>
  readonly stop: () => void
}

/**
 * Runs rounds, with a pause after each. For processes that live long: a worker ends what no request waits for.
 *
 * @param round never throws; is told whether it is the first
 * @param interval seconds from the end of a round to the start of the next
 */
export const startPolling = (
  round: (first: boolean) => Promise<void>,
  interval: number,
  log: Log,
): Polling => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  let waiting: (() => void)[] = []

  const release = () => {
    for (const resolve of waiting) resolve()
    waiting = []
  }

  const poll = async (first: boolean) => {
    await round(first)
    release()
    if (!stopped) timer = setTimeout(() => void poll(false), interval * 1000)
  }

  try {
    timer = setTimeout(() => void poll(true))
  } catch (cause) {
    // At the top level of a worker's module.
    throw new TypeError('createFlags: pollInterval needs timers: in a worker, leave it to scheduledRefresh', {
      cause,
    })
  }
  codes.pollingStarted(log, interval)
  return {
    nextRound: () => (stopped ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    stop() {
      stopped = true
      if (timer !== undefined) clearTimeout(timer)
      release()
      codes.pollingStopped(log)
    },
  }
}
