import fc from 'fast-check'
import murmurhash from 'murmurhash'
import { describe, expect, it } from 'vitest'
import { murmur3 } from '../../src/core/murmur3.js'
import { Subject } from '../../src/core/subject.js'
import { bucketByAttribute } from '../../src/providers/harness/bucketing.js'

describe('murmur3', () => {
  // Known answers of MurmurHash3_x86_32, seed 0 unless said.
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['test', 0, 0xba6bd213],
    ['Hello, world!', 0, 0xc0363e43],
    ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
  ])('%j with seed %i is %i', (text, seed, hash) => {
    expect(murmur3(text, seed)).toBe(hash)
  })

  it('hashes every text as the library inside the Harness Node SDK does', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
        expect(murmur3(text)).toBe(murmurhash(text))
      }),
      { numRuns: 5_000 },
    )
  })

  it.each(['zoë', '名前', '😀😀', 'naïve café', '\ud800', '\u0000', 'ﬃ'])('hashes %j as UTF-8', (text) => {
    expect(murmur3(text)).toBe(murmurhash(text))
  })

  it('hashes strings of every length around its buffer’s size', () => {
    for (const length of [1, 2, 3, 4, 5, 169, 170, 171, 172, 511, 512, 513, 100_000]) {
      const text = 'é'.repeat(length)
      expect(murmur3(text), `${length}`).toBe(murmurhash(text))
    }
  })
})

/** The bucket of a target that has this attribute. */
const bucketOf = (attribute: string, value: string): number =>
  bucketByAttribute(
    new Subject({ identifier: value, attributes: { [attribute]: value } }, () => {}),
    attribute,
  )

describe('bucketByAttribute', () => {
  it('lies from 1 to 100', () => {
    const buckets = new Set(Array.from({ length: 10_000 }, (_, i) => bucketOf('identifier', `user-${i}`)))
    expect(Math.min(...buckets)).toBe(1)
    expect(Math.max(...buckets)).toBe(100)
    expect(buckets.size).toBe(100)
  })

  it('spreads 100,000 identifiers evenly: each percent has its share, within five standard deviations', () => {
    const counts = new Array<number>(101).fill(0)
    for (let i = 0; i < 100_000; i++) {
      const bucket = bucketOf('identifier', `user-${i}`)
      counts[bucket] = (counts[bucket] ?? 0) + 1
    }
    const deviation = Math.sqrt(100_000 * 0.01 * 0.99)
    for (const count of counts.slice(1)) {
      expect(Math.abs(count - 1_000)).toBeLessThan(5 * deviation)
    }
  })

  it('depends on the attribute as well as on the value', () => {
    const byIdentifier = Array.from({ length: 100 }, (_, i) => bucketOf('identifier', `${i}`))
    const byEmail = Array.from({ length: 100 }, (_, i) => bucketOf('email', `${i}`))
    expect(byIdentifier).not.toEqual(byEmail)
  })
})
