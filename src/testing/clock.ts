/** A clock that moves only when the test moves it. */
export interface Clock {
  /** Milliseconds since the epoch, as `Date.now` gives them. Needs no `this`: pass it on as `now: clock.now`. */
  now(): number
  /**
   * Moves the clock forward and returns the new time.
   *
   * @param ms milliseconds, the unit of `now`; 0 is allowed
   * @throws RangeError if `ms` is negative or not finite: time does not run backwards
   */
  advance(ms: number): number
}

/**
 * Creates a clock for tests, stopped at `startMs`.
 *
 * @param startMs milliseconds since the epoch; default: 2025-01-01T00:00:00Z, so that a test runs the same every day
 * @throws RangeError if `startMs` is not finite
 * @example
 * const clock = createClock()
 * const kv = createFakeKV({ now: clock.now })
 * await kv.put('snapshot', 'one')
 * clock.advance(1000) // KV allows one write a second to a key
 * await kv.put('snapshot', 'two')
 */
export function createClock(startMs: number = Date.UTC(2025, 0, 1)): Clock {
  if (!Number.isFinite(startMs))
    throw new RangeError(`createClock: startMs must be a finite number, got ${startMs}`)
  let time = startMs
  return {
    now: () => time,
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0) {
        throw new RangeError(`advance: ms must be 0 or more, got ${ms}`)
      }
      time += ms
      return time
    },
  }
}
