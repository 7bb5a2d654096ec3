import { murmur3 } from '../core/murmur3.js'
import { OFFSET_DIGITS } from '../core/table.js'

/** A hash table as text: see core/table.ts. */
export interface WrittenTable {
  readonly text: string
  readonly buckets: number
}

/** @param entries each text with its entry: between newlines, the number of its list and the text as JSON */
export const writeTable = (entries: Iterable<readonly [key: string, entry: string]>): WrittenTable => {
  const all = [...entries]
  const buckets = 2 ** Math.ceil(Math.log2(Math.max(all.length, 1)))
  const filled: string[] = new Array(buckets).fill('')
  for (const [key, entry] of all) filled[murmur3(key) & (buckets - 1)] += entry
  let offset = 0
  const offsets = filled.map((bucket) => {
    const digits = toDigits(offset)
    offset += bucket.length
    return digits
  })
  return { text: `${offsets.join('')}${toDigits(offset)}${filled.join('')}`, buckets }
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
