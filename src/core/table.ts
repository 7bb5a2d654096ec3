/**
 * A hash table laid out as a string. A look-up parses only a few digits. An isolate that has just read a snapshot of
 * ten thousand flags, or a list of a hundred thousand identifiers, pays for them only when it looks one up.
 *
 * First come the offsets of the buckets, one more than there are buckets. Then come the entries in the order of their
 * buckets. An offset is five digits in base 64, `0` to `o`, counted from the first entry. An entry is a newline, its
 * kind, its key as JSON, and its data. A JSON string holds no newline, and no JSON string is the beginning of another.
 * So the first match for an entry is that entry.
 *
 * @module
 */
import { murmur3 } from './murmur3.js'

/** Up to a billion UTF-16 units, forty times what fits in a value of Workers KV. */
export const OFFSET_DIGITS = 5

/** `f`: a flag, and the place of its line. `s`: a segment, and the place of its line. A number: a string in that long list. */
export type EntryKind = 'f' | 's' | number

/** The last key looked up. It is often the next one too, as one identifier is looked up in many lists. */
let last: string | undefined
let hash: number
let json: string

/**
 * What follows an entry's key, including later entries; undefined if the entry does not exist.
 *
 * @param start the place of the table in the snapshot
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
