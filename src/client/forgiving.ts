import type { WaitUntil } from '../metrics/buffer.js'

/** A `waitUntil` that never throws: where there is no request, or no longer, the work just goes on. */
export const forgiving =
  (waitUntil: WaitUntil): WaitUntil =>
  (work) => {
    try {
      waitUntil(work)
    } catch {
      // See above.
    }
  }
