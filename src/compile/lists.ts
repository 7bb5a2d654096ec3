import { fingerprint } from '../core/fingerprint.js'
import type { TextList } from '../core/format.js'
import type { Table } from './table.js'

/**
 * The longest list that is left in its line: an isolate makes a Set of it when it is first asked for, which takes
 * a tenth of a millisecond. Of a longer one an isolate reads nothing until it is asked, and then one bucket.
 */
const LONGEST_IN_LINE = 2_000

/** Puts long lists into the table. */
export class Lists {
  private readonly ids = new Map<string, number>()
  private readonly taken = new Set<number>()

  constructor(private readonly table: Table) {}

  /** Each text once. Returns what stands in the line. */
  add(texts: readonly string[]): TextList {
    const unique = [...new Set(texts)]
    if (unique.length <= LONGEST_IN_LINE) return unique
    const whole = JSON.stringify(unique)
    const content = fingerprint(whole)
    const known = this.ids.get(whole)
    if (known !== undefined) return { id: known, content }
    // By content, so that a list keeps its number when others come and go; short, as every text repeats it.
    let id = Number.parseInt(content.slice(0, 4), 16)
    while (this.taken.has(id)) id++
    this.ids.set(whole, id)
    this.taken.add(id)
    for (const text of unique) this.table.add(id, text)
    return { id, content }
  }
}
