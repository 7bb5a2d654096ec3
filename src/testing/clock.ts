/** A clock that moves only when told to. */
export interface Clock {
  /** Milliseconds since the epoch. Needs no `this`, so it can be passed on as `now: clock.now`. */
  now(): number
  /**
   * Moves time forward and answers the new time.
   *
   * @param ms how far, in milliseconds; 0 is allowed
   * @throws RangeError when `ms` is negative or not finite: time does not run backwards
   */
  advance(ms: number): number
}

/**
 * Creates a clock for tests, stopped at `startMs`.
 *
 * @param startMs milliseconds since the epoch; default 2025-01-01T00:00:00Z, a fixed instant so that a test
 *   reads the same on every day
 * @throws RangeError when `startMs` is not finite
 * @example
 * const clock = createClock()
 * const kv = createFakeKV({ now: clock.now })
 * await kv.put('snapshot', 'one')
 * clock.advance(1000) // a second write to the same key is allowed again
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
        throw new RangeError(`clock.advance: expected milliseconds, zero or more, got ${ms}`)
      }
      time += ms
      return time
    },
  }
}
