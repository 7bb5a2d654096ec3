import { expect, vi } from 'vitest'

/** Milliseconds to wait for something that must happen. Only a test that fails waits this long, so it is generous. */
export const PATIENCE = 30_000

/** Milliseconds to watch for something that must not happen. */
export const A_MOMENT = 300

/** Waits until an assertion holds. */
export const eventually = <T>(assertion: () => T | Promise<T>, interval = 50): Promise<T> =>
  vi.waitFor(assertion, { timeout: PATIENCE, interval })

/**
 * Waits until a condition holds.
 *
 * @param what the message if it never does
 */
export const until = (holds: () => boolean | Promise<boolean>, what?: string): Promise<void> =>
  eventually(async () => expect(await holds(), what).toBe(true), 20)

/** Real milliseconds, whether or not a test holds the clock. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A gate. Work that awaits `wait()` goes on when the test calls `open()`. */
export const gate = () => {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, wait: () => opened }
}
