/**
 * How a million identities are spread. Flagbase's own test of its core does it with a hundred million, whose
 * counts our code has given as well (A 16,002,131 to F 19,994,827); that takes half a minute.
 */
import { createFlags } from 'burgee'
import { compileFlagbase, flagbaseDialect } from 'burgee/flagbase'
import { describe, expect, it } from 'vitest'
import type { Dialect } from '../../../src/core/dialect.js'
import { bucketByXxhash64 } from '../../../src/providers/flagbase/dialect.js'
import { sample } from '../../kit/sample.js'
import { wasmXxhash64 } from './independent.js'

const SALTS = sample(1_000_000, 100_000)

describe(`the decimal strings of 1 to ${SALTS} as salts`, { timeout: 60_000 }, () => {
  it('fall into the buckets that xxhash-wasm says, each of them', () => {
    let different = 0
    for (let i = 1; i <= SALTS; i++) {
      if (BigInt(bucketByXxhash64(`${i}`)) !== wasmXxhash64(`${i}`) % 100n) different++
    }
    expect(different).toBe(0)
  })

  it('are served variations of weight 16 from A to F as by Flagbase’s core', () => {
    const names = ['A', 'B', 'C', 'D', 'E', 'F']
    const { snapshot } = compileFlagbase(
      [
        {
          flagKey: 'flag',
          fallthroughVariations: names.map((variationKey) => ({ variationKey, weight: 16 })),
        },
      ],
      { bucketing: 'xxhash64' },
    )
    // The identifier itself takes the place of Flagbase's salt.
    const dialect: Dialect = {
      ...flagbaseDialect,
      bucketings: { xxhash64: ({ identifier }) => bucketByXxhash64(identifier) + 1 },
    }
    const flags = createFlags({ snapshot, dialect, logLevel: 'silent' })
    const ours = new Map<string, number>()
    const theirs = new Map<string, number>()
    for (let i = 1; i <= SALTS; i++) {
      const identifier = `${i}`
      const served = flags.forTarget({ identifier }).variation('flag', '(fallback)')
      ours.set(served, (ours.get(served) ?? 0) + 1)
      const expected = names[Math.min(5, Math.floor(Number(wasmXxhash64(identifier) % 100n) / 16))] ?? ''
      theirs.set(expected, (theirs.get(expected) ?? 0) + 1)
    }
    expect(ours).toEqual(theirs)
    expect([...ours.keys()].sort()).toEqual(names)
  })
})
