/**
 * xxHash64 of a string in UTF-8, with seed 0. Source: the specification, xxhash.com. We wrote it because no maintained
 * library in plain JavaScript has it: js-xxhash 5 has only the 32-bit variant, and others bring WebAssembly.
 *
 * Every step is cut to 64 bits immediately, so that the engine computes in machine words.
 *
 * @module
 */
import { utf8 } from './utf8.js'

const PRIME_1 = 11400714785074694791n
const PRIME_2 = 14029467366897019727n
const PRIME_3 = 1609587929392839161n
const PRIME_4 = 9650029242287828579n
const PRIME_5 = 2870177450012600261n

/** @returns an unsigned integer of 64 bits */
export const xxhash64 = (text: string): bigint => {
  const [bytes, length] = utf8(text)
  let at = 0
  let hash = PRIME_5
  if (length >= 32) {
    let [a, b, c, d] = [add(PRIME_1, PRIME_2), PRIME_2, 0n, 2n ** 64n - PRIME_1]
    for (; at + 32 <= length; at += 32) {
      a = round(a, bytes.getBigUint64(at, true))
      b = round(b, bytes.getBigUint64(at + 8, true))
      c = round(c, bytes.getBigUint64(at + 16, true))
      d = round(d, bytes.getBigUint64(at + 24, true))
    }
    hash = add(add(rotate(a, 1n), rotate(b, 7n)), add(rotate(c, 12n), rotate(d, 18n)))
    for (const lane of [a, b, c, d]) hash = mix(hash ^ round(0n, lane))
  }
  hash = add(hash, BigInt(length))
  for (; at + 8 <= length; at += 8) hash = mix(rotate(hash ^ round(0n, bytes.getBigUint64(at, true)), 27n))
  if (at + 4 <= length) {
    const word = multiply(BigInt(bytes.getUint32(at, true)), PRIME_1)
    hash = add(multiply(rotate(hash ^ word, 23n), PRIME_2), PRIME_3)
    at += 4
  }
  for (; at < length; at++) {
    hash = multiply(rotate(hash ^ multiply(BigInt(bytes.getUint8(at)), PRIME_5), 11n), PRIME_1)
  }
  hash = multiply(hash ^ (hash >> 33n), PRIME_2)
  hash = multiply(hash ^ (hash >> 29n), PRIME_3)
  return hash ^ (hash >> 32n)
}

const add = (a: bigint, b: bigint): bigint => BigInt.asUintN(64, a + b)
const multiply = (a: bigint, b: bigint): bigint => BigInt.asUintN(64, a * b)
const rotate = (word: bigint, bits: bigint): bigint =>
  BigInt.asUintN(64, word << bits) | (word >> (64n - bits))

const round = (lane: bigint, word: bigint): bigint =>
  multiply(rotate(add(lane, multiply(word, PRIME_2)), 31n), PRIME_1)

const mix = (hash: bigint): bigint => add(multiply(hash, PRIME_1), PRIME_4)
