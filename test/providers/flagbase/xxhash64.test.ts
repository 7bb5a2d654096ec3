import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { xxhash64 } from '../../../src/providers/flagbase/xxhash64.js'
import { anyText, seed, wasmXxhash64 } from './independent.js'

describe('xxhash64', () => {
  // Source: the values that xxHash's own documentation and its ports publish.
  it.each([
    ['', 0xef46db3751d8e999n],
    ['a', 0xd24ec4f1a98c6e5bn],
    ['abc', 0x44bc2cf5ad770999n],
  ])('of %j', (text, expected) => {
    expect(xxhash64(text)).toBe(expected)
  })

  it.each([1, 2, 3, 4])('of every length from 0 to 300, of characters of %i bytes', (bytes) => {
    const character = ['a', 'é', '漢', '😀'][bytes - 1] ?? ''
    for (let length = 0; length <= 300; length++) {
      const text = character.repeat(length)
      expect(xxhash64(text), `length ${length}`).toBe(wasmXxhash64(text))
    }
  })

  it('of a million characters, and of a short text after it', () => {
    for (const text of ['a'.repeat(1_000_000), 'a']) expect(xxhash64(text)).toBe(wasmXxhash64(text))
  })

  it(`is what xxhash-wasm says, for any text (SEED=${seed})`, () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(xxhash64(text)).toBe(wasmXxhash64(text))
      }),
      { seed, numRuns: 5_000 },
    )
  })
})
