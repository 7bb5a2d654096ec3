import { fingerprint } from '../core/fingerprint.js'
import type { StringList } from '../core/format.js'
import type { Table } from './table.js'

/**
 * The longest list that stays in its line. An isolate makes a Set of it on first use, which takes a tenth of a
 * millisecond. It reads a longer list one bucket at a time.
 */
const LONGEST_IN_LINE = 2_000

/** Puts long lists into the table. */
export class Lists {
  private readonly ids = new Map<string, number>()
  private readonly taken = new Set<number>()

  constructor(private readonly table: Table) {}

  /** Adds each string once, and returns what stands in the line. */
  add(strings: readonly string[]): StringList {
    const unique = [...new Set(strings)]
    if (unique.length <= LONGEST_IN_LINE) return unique
    const whole = JSON.stringify(unique)
    const content = fingerprint(whole)
    const known = this.ids.get(whole)
    if (known !== undefined) return { id: known, content }
    // By content, so that a list keeps its number when others come and go. Short, because every entry repeats it.
    let id = Number.parseInt(content.slice(0, 4), 16)
    while (this.taken.has(id)) id++
    this.ids.set(whole, id)
    this.taken.add(id)
    for (const entry of unique) this.table.add(id, entry)
    return { id, content }
  }
}
