/**
 * A hash table laid out as text. To look something up, nothing is parsed but a few digits: an isolate that has
 * just read a snapshot of ten thousand flags, or with a list of a hundred thousand identifiers, pays nothing for
 * them until it is asked for one, and then what a few comparisons cost.
 *
 * First come the offsets of the buckets, one more than there are buckets; then the entries, in the order of
 * their buckets. An offset is five digits in base 64, `0` to `o`, counted from where the entries begin. An
 * entry is a newline, its kind, its key as JSON, and what else there is to say. A JSON string holds no newline,
 * and none is the beginning of another: where an entry is found, it is there.
 *
 * @module
 */
import { murmur3 } from './murmur3.js'

/** Up to a billion UTF-16 units, forty times what fits in a value of Workers KV. */
export const OFFSET_DIGITS = 5

/** `f`: a flag, and where its line begins. `s`: a segment, likewise. A number: a text of that long list. */
export type EntryKind = 'f' | 's' | number

/** The key that was looked up last, which is often the next one too: one identifier is asked about in many lists. */
let last: string | undefined
let hash: number
let json: string

/**
 * What follows an entry's key, other entries included; undefined where there is no such entry.
 *
 * @param start where the table begins
 */
export const findEntry = (
  snapshot: string,
  start: number,
  buckets: number,
  kind: EntryKind,
  key: string,
): string | undefined => {
  const offset = (bucket: number): number => {
    let value = 0
    for (let i = 0; i < OFFSET_DIGITS; i++) {
      value = value * 64 + snapshot.charCodeAt(start + bucket * OFFSET_DIGITS + i) - 48
    }
    return start + (buckets + 1) * OFFSET_DIGITS + value
  }
  if (key !== last) {
    last = key
    hash = murmur3(String(key))
    json = JSON.stringify(key)
  }
  const bucket = hash & (buckets - 1)
  const entries = snapshot.slice(offset(bucket), offset(bucket + 1))
  const entry = `\n${kind}${json}`
  const at = entries.indexOf(entry)
  return at < 0 ? undefined : entries.slice(at + entry.length)
}

/** How an entry begins. */
export const entryOf = (kind: EntryKind, key: string): string => `\n${kind}${JSON.stringify(key)}`
