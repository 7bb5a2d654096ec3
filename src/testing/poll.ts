const STEP_MS = 20

/**
 * Waits until `done()` is true, looking every 20 ms (sooner for a `withinMs` shorter than that).
 *
 * Polling, because workerd binds I/O to its request: a promise awaited by one request and resolved by another
 * hangs there. Values may be shared, so each waiting request looks at them by its own timer.
 */
export async function poll(done: () => boolean, withinMs = Number.POSITIVE_INFINITY): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!done()) {
    const left = deadline - Date.now()
    if (left <= 0) return
    await new Promise((resolve) => setTimeout(resolve, Math.min(STEP_MS, left)))
  }
}
