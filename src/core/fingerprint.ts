import { murmur3 } from './murmur3.js'

/**
 * 16 hexadecimal digits that name a string. They tell versions of a document apart, and are not a signature. To be
 * sure that two strings are equal, compare the strings.
 */
export const fingerprint = (text: string): string =>
  [hash(text, 0), hash(text, 0x9747b28c)].map((half) => half.toString(16).padStart(8, '0')).join('')

/** Piece by piece, each seeded with the hash so far, so that a long string is not copied as a whole. */
const hash = (text: string, seed: number): number => {
  let result = seed
  for (let start = 0; start < text.length; start += PIECE) {
    result = murmur3(text.slice(start, start + PIECE), result)
  }
  return result
}

const PIECE = 65_536
