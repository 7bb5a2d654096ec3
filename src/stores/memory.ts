import type { Store } from './contract.js'

/**
 * A store in memory, for tests and for programs that refresh and evaluate in one process.
 *
 * @param text what it holds at first; default: nothing
 *
 * @example
 * const store = memory()
 * await scheduledRefresh({ store })(env)
 */
export const memory = (text: string | null = null): Store => {
  let held = text
  return {
    read: async () => held,
    write: async (next) => {
      held = next
    },
  }
}
