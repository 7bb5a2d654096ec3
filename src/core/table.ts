/**
 * A hash table laid out as text. To look something up, nothing is parsed but a few digits: an isolate that has
 * just read a snapshot with a list of a hundred thousand identifiers pays nothing for it until it is asked for
 * one, and then what a few comparisons cost.
 *
 * First come the offsets of the buckets, one more than there are buckets; then the entries, in the order of
 * their buckets. An offset is five digits in base 64, `0` to `o`, counted from where the entries begin. An
 * entry is the number of its list and a text as JSON, between newlines; a JSON string holds none, so where an
 * entry is found, it is there.
 *
 * @module
 */
import { murmur3 } from './murmur3.js'

/** Up to a billion UTF-16 units, forty times what fits in a value of Workers KV. */
export const OFFSET_DIGITS = 5

/**
 * True where a text is in a list.
 *
 * @param start where the table begins
 */
export const hasEntry = (
  snapshot: string,
  start: number,
  buckets: number,
  list: number,
  text: string,
): boolean => {
  const offset = (bucket: number): number => {
    let value = 0
    for (let i = 0; i < OFFSET_DIGITS; i++) {
      value = value * 64 + snapshot.charCodeAt(start + bucket * OFFSET_DIGITS + i) - 48
    }
    return start + (buckets + 1) * OFFSET_DIGITS + value
  }
  const bucket = murmur3(text) & (buckets - 1)
  return snapshot.slice(offset(bucket), offset(bucket + 1)).includes(entryOf(list, text))
}

/** How a text stands in the table. */
export const entryOf = (list: number, text: string): string => `\n${list}${JSON.stringify(text)}\n`
