import { murmur3 } from '../core/murmur3.js'
import { type EntryKind, entryOf, OFFSET_DIGITS } from '../core/table.js'

/** Gathers the entries of a snapshot's hash table: see core/table.ts. */
export class Table {
  private readonly entries: [key: string, entry: string][] = []

  /** @param data what follows the key. Default: nothing */
  add(kind: EntryKind, key: string, data = ''): void {
    this.entries.push([key, `${entryOf(kind, key)}${data}`])
  }

  /** The same entries in the same order give the same string. */
  write(): { readonly text: string; readonly buckets: number } {
    const buckets = 2 ** Math.ceil(Math.log2(Math.max(this.entries.length, 1)))
    const filled: string[] = new Array(buckets).fill('')
    for (const [key, entry] of this.entries) filled[murmur3(key) & (buckets - 1)] += entry
    let offset = 0
    const offsets = filled.map((bucket) => {
      const digits = toDigits(offset)
      offset += bucket.length
      return digits
    })
    return { text: `${offsets.join('')}${toDigits(offset)}${filled.join('')}`, buckets }
  }
}

const toDigits = (value: number): string => {
  let rest = value
  let digits = ''
  for (let i = 0; i < OFFSET_DIGITS; i++) {
    digits = String.fromCharCode(48 + (rest % 64)) + digits
    rest = Math.floor(rest / 64)
  }
  return digits
}
