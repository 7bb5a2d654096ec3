/**
 * A store in memory.
 *
 * @module
 */
import type { Store } from './contract.js'
import { sideName } from './side-name.js'

/**
 * A store in memory, for tests, and for programs that refresh and evaluate in one process.
 *
 * @param text the snapshot that it holds at first. Default: none
 *
 * @example
 * const store = memory()
 * await scheduledRefresh({ store })(env)
 */
export const memory = (text: string | null = null): Store => {
  let held = text
  const documents = new Map<string, string>()
  return {
    read: async () => held,
    write: async (next) => {
      held = next
    },
    side(name) {
      const key = sideName('memory', name)
      return {
        read: async () => documents.get(key) ?? null,
        write: async (next) => void documents.set(key, next),
        remove: async () => void documents.delete(key),
      }
    },
  }
}
