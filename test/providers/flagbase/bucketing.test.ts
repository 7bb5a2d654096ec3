/** Buckets through the public API, against the same computed with Node's SHA-256 and xxhash-wasm. */
import { createFlags } from 'burgee'
import { compileFlagbase, flagbaseDialect } from 'burgee/flagbase'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVERY_BUCKET, flag } from '../../conformance/flagbase-build.js'
import { anyText, bucketOf, seed } from './independent.js'

const FLAGS = 40
const IDENTIFIERS = 100

describe.each(['sha256', 'xxhash64'] as const)('%s', (bucketing) => {
  it(`puts ${IDENTIFIERS} identifiers into the bucket that the semantics say, in each of ${FLAGS} flags (SEED=${seed})`, () => {
    const sample = <T>(from: fc.Arbitrary<T>, count: number): T[] => fc.sample(from, { seed, numRuns: count })
    const keys = [...new Set(sample(anyText, FLAGS).filter((key) => key !== ''))]
    const identifiers = sample(fc.oneof(anyText, fc.uuid(), fc.emailAddress()), IDENTIFIERS)
    const { snapshot, issues } = compileFlagbase(
      keys.map((key) => flag(key, { fallthroughVariations: EVERY_BUCKET })),
      { bucketing },
    )
    expect(issues).toEqual([])
    const handle = createFlags({ snapshot, dialect: flagbaseDialect, logLevel: 'silent' })
    const different: unknown[] = []
    for (const identifier of identifiers) {
      const flags = handle.forTarget({ identifier })
      for (const key of keys) {
        const [ours, expected] = [
          flags.variation(key, '(fallback)'),
          `${bucketOf(key, identifier, bucketing)}`,
        ]
        if (ours !== expected) different.push({ key, identifier, ours, expected })
      }
    }
    expect(different).toEqual([])
    expect(keys.length * identifiers.length).toBeGreaterThan(2_000)
  })

  it('spreads 50,000 identifiers evenly: each percent has its share, within five standard deviations', () => {
    const { snapshot } = compileFlagbase([flag('flag', { fallthroughVariations: EVERY_BUCKET })], {
      bucketing,
    })
    const handle = createFlags({ snapshot, dialect: flagbaseDialect, logLevel: 'silent' })
    const counts = new Map<string, number>()
    for (let i = 0; i < 50_000; i++) {
      const bucket = handle.forTarget({ identifier: `user-${i}` }).variation('flag', '(fallback)')
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1)
    }
    expect(counts.size).toBe(100)
    const deviation = Math.sqrt(50_000 * 0.01 * 0.99)
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(5 * deviation)
  })
})

describe('the choice of the hash', () => {
  const bucketing = (snapshot: string) =>
    createFlags({ snapshot, dialect: flagbaseDialect, logLevel: 'silent' })
      .forTarget({ identifier: 'ada' })
      .variation('dark-mode', '')
  const flags = [flag('dark-mode', { fallthroughVariations: EVERY_BUCKET })]

  it('is made at compile time and written into the snapshot', () => {
    const snapshots = [
      compileFlagbase(flags),
      compileFlagbase(flags, { bucketing: 'sha256' }),
      compileFlagbase(flags, { bucketing: 'xxhash64' }),
    ].map(({ snapshot }) => snapshot)
    const headers = snapshots.map((snapshot) => JSON.parse(snapshot.slice(0, snapshot.indexOf('\n'))))
    expect(headers.map(({ provider, uses }) => [provider, ...uses])).toEqual([
      ['flagbase', 'sha256'],
      ['flagbase', 'sha256'],
      ['flagbase', 'xxhash64'],
    ])
    expect(snapshots.map(bucketing)).toEqual(['35', '35', '87'])
  })

  it('gives the snapshot another revision: readers must see that it changed', () => {
    const revision = ({ snapshot }: { snapshot: string }) =>
      createFlags({ snapshot, dialect: flagbaseDialect }).snapshot.revision
    expect(revision(compileFlagbase(flags, { bucketing: 'xxhash64' }))).not.toBe(
      revision(compileFlagbase(flags)),
    )
  })
})
