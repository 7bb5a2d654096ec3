/**
 * Test files share a worker, so no file may leave a replaced global or a stopped clock to the next one. Spies are
 * put back after each test. A file that leaves anything else fails.
 */
import { afterAll, afterEach, vi } from 'vitest'

const NAMES = [
  'fetch',
  'Date',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'setImmediate',
  'document',
] as const
const read = () => NAMES.map((name) => (globalThis as Record<string, unknown>)[name])
const before = read()

afterEach(() => void vi.restoreAllMocks())

afterAll(() => {
  const after = read()
  const left = NAMES.filter((_, place) => after[place] !== before[place])
  if (left.length > 0) throw new Error(`this file leaves these globals replaced: ${left.join(', ')}`)
})
