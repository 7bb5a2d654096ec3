/**
 * SHA-256 of a string in UTF-8, synchronously. Source: FIPS 180-4. We wrote it because WebCrypto is asynchronous, and
 * an evaluation does not wait. The smallest maintained library, @noble/hashes 2.4.0, adds 2.6 KB of gzip. Nothing
 * secret depends on the hash: it only chooses variations.
 *
 * @module
 */
import { utf8 } from './utf8.js'

/** Shared by all calls. A call does not pause, so two calls never need it at the same time. */
const schedule = new Int32Array(64)

/** The constants of the rounds, and the first state. Made at the first call. */
let constants: readonly [rounds: Int32Array, start: readonly number[]] | undefined

/** @returns the digest: eight unsigned words, the highest first */
export const sha256 = (text: string): Uint32Array => {
  constants ??= makeConstants()
  const [rounds, start] = constants
  let state = start
  const [message, length] = utf8(text)
  // After the string: a bit that is set, zeros to the end of a block, and the length in bits.
  const end = (length + 72) & ~63
  for (let at = length; at < end; at++) message.setUint8(at, at === length ? 0x80 : 0)
  message.setUint32(end - 8, length / 2 ** 29)
  message.setUint32(end - 4, length << 3)
  for (let at = 0; at < end; at += 64) state = compress(state, message, at, rounds)
  return new Uint32Array(state)
}

/** Eight lower-case digits for each word. */
export const toHex = (words: Uint32Array): string => {
  let hex = ''
  for (const word of words) {
    for (let shift = 28; shift >= 0; shift -= 4) hex += '0123456789abcdef'[(word >>> shift) & 15]
  }
  return hex
}

/** The remainder of the words, read as one number, the highest first. Exact for divisors up to 2^21. */
export const remainderOf = (words: Uint32Array, divisor: number): number => {
  let remainder = 0
  for (const word of words) remainder = (remainder * 2 ** 32 + word) % divisor
  return remainder
}

/** The state after one more block. The defaults of 0 are only for the types: no index is out of range. */
const compress = (
  state: readonly number[],
  message: DataView,
  block: number,
  rounds: Int32Array,
): number[] => {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let i = 0; i < 64; i++) {
    const word = i < 16 ? message.getInt32(block + i * 4) : nextWord(i)
    schedule[i] = word
    const mixed = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const first = (h + mixed + ((e & f) ^ (~e & g)) + (rounds[i] ?? 0) + word) | 0
    const second = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + (state[i] ?? 0)) | 0)
}

/** A word of the schedule, from those before it. */
const nextWord = (i: number): number => {
  const early = schedule[i - 15] ?? 0
  const late = schedule[i - 2] ?? 0
  const mixed =
    (rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)) +
    (rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10))
  return (mixed + (schedule[i - 16] ?? 0) + (schedule[i - 7] ?? 0)) | 0
}

const rotate = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits))

/** The first 32 bits of the fractions of the first 64 primes' cube roots, and of the first 8's square roots. */
const makeConstants = (): [rounds: Int32Array, start: readonly number[]] => {
  const primes: number[] = []
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime > 0)) primes.push(n)
  const fraction = (root: number): number => (root % 1) * 2 ** 32
  return [
    Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime))),
    primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)) | 0),
  ]
}
