import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { remainderOf, sha256, toHex } from '../../../src/providers/flagbase/sha256.js'
import { anyText, nodeSha256, seed } from './independent.js'

const hexOf = (text: string): string => toHex(sha256(text))

describe('sha256', () => {
  // Source: FIPS 180-4's examples, as NIST publishes them.
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('of %j', (text, expected) => {
    expect(hexOf(text)).toBe(expected)
  })

  it.each([1, 2, 3, 4])('of every length from 0 to 300, of characters of %i bytes', (bytes) => {
    const character = ['a', 'é', '漢', '😀'][bytes - 1] ?? ''
    for (let length = 0; length <= 300; length++) {
      const text = character.repeat(length)
      expect(hexOf(text), `length ${length}`).toBe(nodeSha256(text))
    }
  })

  it('of a million characters, and of a short text after it', () => {
    for (const text of ['a'.repeat(1_000_000), 'a']) expect(hexOf(text)).toBe(nodeSha256(text))
  })

  it(`is what Node says, for any text (SEED=${seed})`, () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(hexOf(text)).toBe(nodeSha256(text))
      }),
      { seed, numRuns: 5_000 },
    )
  })
})

describe('remainderOf', () => {
  it(`is the remainder of the digest read as one number (SEED=${seed})`, () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 2 ** 21 }), (text, divisor) => {
        const expected = BigInt(`0x${nodeSha256(text)}`) % BigInt(divisor)
        expect(remainderOf(sha256(text), divisor)).toBe(Number(expected))
      }),
      { seed, numRuns: 2_000 },
    )
  })
})
