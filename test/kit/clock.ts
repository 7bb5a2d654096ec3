/** Time in tests. Everything here is undone when the test ends. */
import { onTestFinished, vi } from 'vitest'

/** Seconds after which an isolate reads its store again. The default of `ttl` is 60. */
export const PAST_TTL = 61

/** Seconds after which another request may read a store, if the one that began to read it died. The lease is 10. */
export const PAST_LEASE = 11

/** A day of cron runs, one a minute. */
export const A_DAY = 1_440

/** The timers that `holdTime` and `hurry` replace, with the clock. */
const TIMERS = ['setTimeout', 'clearTimeout', 'Date'] as const

const fake = (toFake: ('Date' | 'setTimeout' | 'clearTimeout')[], seconds = 0): void => {
  vi.useFakeTimers({ toFake, now: Date.now() + seconds * 1000 })
  onTestFinished(() => void vi.useRealTimers())
}

/** Moves the clock forward. Timers keep their pace. */
export const later = (seconds: number): void => fake(['Date'], seconds)

/** Stops the clock and timers. The test moves them with `vi.advanceTimersByTimeAsync`. */
export const holdTime = (): void => fake([...TIMERS])

/** Waits for work that backs off or times out, without waiting in real time. */
export const hurry = async <T>(work: Promise<T>): Promise<T> => {
  // Once only: replacing them again would lose the timers that run.
  if (!vi.isFakeTimers()) holdTime()
  let done = false
  const settled = work.finally(() => {
    done = true
  })
  while (!done) {
    // First the work in progress goes on. The clock moves only when nothing but a timer is left.
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
    if (vi.getTimerCount() > 0) await vi.advanceTimersToNextTimerAsync()
  }
  return settled
}
