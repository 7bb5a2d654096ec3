const STEP_MS = 20

/**
 * Waits until `done()` is true, or for `withinMs`. Looks every 20 ms, or once if `withinMs` is shorter.
 *
 * It looks again and again because workerd binds I/O to its request: a promise that one request awaits and another
 * resolves hangs there. Requests may share values, so each waiting request looks at them with its own timer.
 */
export async function poll(done: () => boolean, withinMs = Number.POSITIVE_INFINITY): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!done()) {
    const left = deadline - Date.now()
    if (left <= 0) return
    await new Promise((resolve) => setTimeout(resolve, Math.min(STEP_MS, left)))
  }
}
