/** Keeps a request's work going after its response: `ctx.waitUntil`. */
export type WaitUntil = (work: Promise<unknown>) => void

/**
 * A `waitUntil` that never throws. The work has begun already, so if the runtime has no `waitUntil` (Node) or its
 * request is over, it just goes on.
 */
export const guardWaitUntil =
  (waitUntil: WaitUntil): WaitUntil =>
  (work) => {
    try {
      waitUntil(work)
    } catch {
      // See above.
    }
  }
