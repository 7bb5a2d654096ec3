import type { Context } from 'hono'
import type { WaitUntil } from '../../metrics/buffer.js'

/** Where there is no `waitUntil` (Node), or no longer (a response that is over), the work just goes on: it never throws. */
export const waitUntilOf =
  (c: Context): WaitUntil =>
  (work) => {
    try {
      c.executionCtx.waitUntil(work)
    } catch {
      // See above.
    }
  }
