/** Compiled evaluation against an interpreter of the semantics, on generated flags and identities. */
import { createFlags } from 'burgee'
import { compileFlagbase, type Flag, flagbaseDialect, type Rule } from 'burgee/flagbase'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sample } from '../../kit/sample.js'
import { seed } from './independent.js'
import { FLOATS, type Identity, interpret } from './interpreter.js'

const RUNS = sample(2_000, 200)

const TRAITS = ['plan', 'age', 'tags', '__proto__', 'constructor'] as const
const WORDS = ['pro', 'p', '', 'Pro', '10', 'é😀', 'a\nb', 'true'] as const

const orNull = <T>(from: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: from }, fc.constantFrom(null, undefined))

const traits = fc
  .array(
    fc.tuple(
      fc.constantFrom(...TRAITS),
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...WORDS) },
        { weight: 2, arbitrary: fc.constantFrom(10, 9.5, 0, -3, 0.5, 1e9) },
        fc.constantFrom(null, undefined, true, ['pro'], { plan: 'pro' }),
      ),
    ),
    { maxLength: 4 },
  )
  .map((entries) => Object.fromEntries(entries) as Record<string, unknown>)

const identity: fc.Arbitrary<Identity> = fc.record({
  identifier: fc.oneof(fc.constantFrom('', 'ada', '名前'), fc.uuid()),
  traits,
})

const variations = fc.array(
  fc.record({
    variationKey: fc.constantFrom('a', 'b', 'c', ''),
    weight: fc.oneof(
      fc.constantFrom(0, 1, 16, 25, 33.3, 50, 100, 0.1, 1_000, 1.7e308),
      fc.double({ min: 0, max: 60, noNaN: true }),
    ),
  }),
  { maxLength: 5 },
)

const comparison = fc.oneof(
  fc.record({
    operator: fc.constantFrom('equal', 'contains'),
    traitValue: fc.oneof(fc.constantFrom<string | number | boolean>(...WORDS, 10, true), fc.constant(null)),
  }),
  fc.record({
    operator: fc.constantFrom('greater_than', 'greater_than_or_equal'),
    traitValue: fc.constantFrom<string | number>(...FLOATS.keys(), 10, 'ten', '', '0x1', 'é'),
  }),
  fc.record({
    operator: fc.constant('regex'),
    traitValue: fc.constantFrom('^pr', 'o$', 'p?', '^$', '[é-ü]', '\\d+', '^.{2}$', 'a.b', '(p)\\1', 'x|^P'),
  }),
)

const rule: fc.Arbitrary<Rule> = fc
  .tuple(
    fc.oneof(
      { weight: 30, arbitrary: comparison },
      fc.constantFrom({ operator: 'like' }, { operator: null }),
    ),
    fc.record({
      id: orNull(fc.constantFrom('r1', 'r2')),
      ruleType: orNull(fc.constant('trait')),
      traitKey: fc.constantFrom(...TRAITS),
      negate: orNull(fc.boolean()),
      ruleVariations: orNull(variations),
    }),
  )
  .map(([compared, rest]) => ({ ...compared, ...rest }))

const flag = (flagKey: string): fc.Arbitrary<Flag> =>
  fc.record({
    flagKey: fc.constant(flagKey),
    useFallthrough: orNull(fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true))),
    fallthroughVariations: orNull(variations),
    rules: orNull(fc.array(rule, { maxLength: 4 })),
  })

const world = fc.record({
  flags: fc.tuple(...['dark-mode', 'checkout', '__proto__'].map(flag)),
  identities: fc.array(identity, { minLength: 4, maxLength: 4 }),
  bucketing: fc.constantFrom('sha256' as const, 'xxhash64' as const),
})

describe(`generated flags and identities (SEED=${seed}, ${RUNS} runs)`, { timeout: 120_000 }, () => {
  it('are evaluated as the semantics say', () => {
    const reasons = new Map<string, number>()
    fc.assert(
      fc.property(world, ({ flags, identities, bucketing }) => {
        // As the wire would have it: no undefined, and `__proto__` a key like any other.
        const wire = JSON.parse(JSON.stringify(flags)) as Flag[]
        const { snapshot } = compileFlagbase(wire, { bucketing })
        const handle = createFlags({ snapshot, dialect: flagbaseDialect, logLevel: 'silent' })
        for (const { identifier, traits } of identities) {
          const seen = handle.forTarget({ identifier, attributes: traits })
          for (const given of flags) {
            const expected = interpret(given, { identifier, traits }, bucketing)
            const { value, variation, reason } = seen.detail(given.flagKey, '(fallback)')
            expect({ variation, reason }).toEqual(expected)
            expect(value).toBe(expected.variation ?? '(fallback)')
            reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
          }
        }
      }),
      { seed, numRuns: RUNS },
    )
    // All that can happen did, often.
    for (const reason of [
      'targeted',
      'targeted_weighted',
      'fallthrough',
      'fallthrough_weighted',
      'evaluation_error',
    ]) {
      expect(reasons.get(reason), reason).toBeGreaterThan(RUNS / 10)
    }
  })
})
