const encoder = new TextEncoder()

/** Reused by every call: a hash is computed in one go, so no two calls ever share it. */
let bytes = new Uint8Array(512)
let words = new DataView(bytes.buffer)

/**
 * MurmurHash3, x86, 32 bits, of a text's UTF-8 bytes. Source: Austin Appleby's MurmurHash3_x86_32.
 *
 * @returns an unsigned 32-bit integer
 */
export const murmur3 = (text: string, seed = 0): number => {
  // A UTF-16 unit takes at most three bytes in UTF-8, and the last word may reach three bytes further.
  if (text.length * 3 + 4 > bytes.length) {
    bytes = new Uint8Array(text.length * 6)
    words = new DataView(bytes.buffer)
  }
  const length = encoder.encodeInto(text, bytes).written
  const tail = length & ~3
  let hash = seed
  for (let i = 0; i < tail; i += 4) {
    hash ^= scramble(words.getInt32(i, true))
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  bytes.fill(0, length, tail + 4)
  hash ^= scramble(words.getInt32(tail, true)) // nothing, where nothing is left
  hash ^= length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

const scramble = (word: number): number => {
  const mixed = Math.imul(word, 0xcc9e2d51)
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
}
