/** Percentage rollouts: the project's own cases, in Node and in workerd. Source: Harness's evaluation semantics. */
import type { Target } from 'burgee'
import type { Distribution, FeatureConfig } from 'burgee/harness'
import { describe, expect, it } from 'vitest'
import { ada, stringFlag, variationOf } from './build.js'

describe('percentage rollouts', () => {
  const flagBy = (bucketBy: string | null, ...weights: number[]) =>
    stringFlag('flag', {
      defaultServe: {
        distribution: {
          bucketBy,
          variations: weights.map((weight, place) => ({ variation: ['a', 'b', 'c'][place] ?? '', weight })),
        } satisfies Distribution,
      },
    })
  const serve = (flag: FeatureConfig, target?: Target) => variationOf({ flags: [flag] }, 'flag', target)

  // Buckets computed with the reference MurmurHash3: identifier:test → 57, plan:pro → 91, …; see bucketing.test.ts.
  it('serves the first variation whose cumulative weight reaches the bucket', () => {
    const bucket = bucketByTrial('ada')
    expect(serve(flagBy('identifier', bucket, 100 - bucket), { identifier: 'ada' })).toBe('a')
    expect(serve(flagBy('identifier', bucket - 1, 101 - bucket), { identifier: 'ada' })).toBe('b')
  })

  it('serves the last variation if the weights fall short of 100', () => {
    expect(serve(flagBy('identifier', 0, 0), ada)).toBe('b')
  })

  it('serves the last variation if there is no target', () => {
    expect(serve(flagBy('identifier', 100, 0, 0))).toBe('c')
  })

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['empty', ''],
    ['0', 0],
    ['false', false],
    ['null', null],
  ])('buckets by identifier if the attribute is %s', (_, value) => {
    for (const identifier of ['ada', 'bob', 'cem', 'dot', 'eve', 'fay', 'gil']) {
      const byIdentifier = serve(flagBy('identifier', 50, 50), { identifier })
      expect(serve(flagBy('plan', 50, 50), { identifier, attributes: { plan: value } })).toBe(byIdentifier)
    }
  })

  it('buckets by an attribute: who shares it shares the variation', () => {
    const flag = flagBy('company', 50, 50)
    for (const company of ['acme', 'globex', 'initech']) {
      const served = new Set(
        Array.from({ length: 50 }, (_, i) =>
          serve(flag, { identifier: `user-${i}`, attributes: { company } }),
        ),
      )
      expect(served.size).toBe(1)
    }
  })

  it('a distribution that names no attribute goes by identifier', () => {
    for (const identifier of ['ada', 'bob', 'cem', 'dot', 'eve']) {
      expect(serve(flagBy(null, 50, 50), { identifier })).toBe(
        serve(flagBy('identifier', 50, 50), { identifier }),
      )
    }
  })

  /** The smallest weight at which the first variation is served. */
  const bucketByTrial = (identifier: string): number => {
    const weight = Array.from({ length: 100 }, (_, i) => i + 1).find(
      (candidate) => serve(flagBy('identifier', candidate, 0), { identifier }) === 'a',
    )
    if (weight === undefined) throw new Error('no bucket from 1 to 100')
    return weight
  }
})
