import type { WaitUntil } from '../metrics/buffer.js'

/**
 * A request's `waitUntil`, whatever the place has of it. Where there is none (Node, a test), or no longer (a
 * response that is over), the work just goes on: it never throws.
 */
export const waitUntilOf =
  (context: { waitUntil?(work: Promise<unknown>): void } | undefined): WaitUntil =>
  (work) => {
    try {
      context?.waitUntil?.(work)
    } catch {
      // See above.
    }
  }
