/**
 * Flags, segments and targets to compare evaluators with. Small alphabets, so that clauses match, lists contain
 * and rollouts split. What is generated stays within what both evaluators mean the same by; the places where
 * they differ on purpose are in harness.test.ts, each by name.
 */
import type {
  Clause,
  FeatureConfig,
  Prerequisite,
  Segment,
  Serve,
  ServingRule,
  VariationMap,
} from 'burgee/harness'
import fc from 'fast-check'

export interface GeneratedTarget {
  readonly identifier: string
  readonly name?: string
  readonly attributes?: Record<string, unknown>
}

export interface World {
  readonly flags: readonly FeatureConfig[]
  readonly segments: readonly Segment[]
  readonly targets: readonly GeneratedTarget[]
}

const IDENTIFIERS = [
  'ada',
  'bob',
  'Cem',
  'dot@acme.io',
  'e-v_e.1',
  'zoë',
  '名前',
  '😀',
  'x'.repeat(40),
] as const
const WORDS = ['pro', 'PRO', 'free', 'p', '10', '9', '1.5', 'true', 'false', '0', 'a,b', 'Ünï', 'ß'] as const
const ATTRIBUTES = ['plan', 'age', 'beta', 'tags', 'empty', 'missing', 'identifier', 'name'] as const
const SEGMENTS = ['s0', 's1', 's2', 's3'] as const
const VALUES = {
  boolean: ['true', 'false', 'TRUE', 'yes'],
  int: ['0', '42', '-1.5', '1e3', '7 apples'],
  string: ['', 'text', '{"a":1}', 'two\nlines'],
  json: ['{}', '{"a":[1,{"b":null}]}', '[]', '"text"', '3'],
} as const

const identifier = fc.constantFrom(...IDENTIFIERS)
const word = fc.constantFrom(...WORDS)

const target: fc.Arbitrary<GeneratedTarget> = fc.record(
  {
    identifier,
    name: fc.constantFrom('Ada', 'pro', 'Zoë 1'),
    attributes: fc.record(
      {
        plan: word,
        age: fc.constantFrom(0, 9, 10, 1.5, -1),
        beta: fc.boolean(),
        tags: fc.constantFrom(['a', 'b'], ['pro']),
        empty: fc.constantFrom('', null, undefined),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['identifier'] },
)

const textClause: fc.Arbitrary<Clause> = fc.record({
  attribute: fc.constantFrom(...ATTRIBUTES),
  op: fc.constantFrom(
    'equal',
    'equal_sensitive',
    'starts_with',
    'ends_with',
    'contains',
    'in',
    'unknown',
    '',
  ),
  values: fc.array(fc.oneof(word, identifier), { maxLength: 3 }),
  negate: fc.boolean(),
})

/** `gt` on strings. On numbers it differs on purpose. */
const gtClause: fc.Arbitrary<Clause> = fc.record({
  attribute: fc.constantFrom('plan', 'name', 'identifier', 'missing', 'empty'),
  op: fc.constant('gt'),
  values: fc.array(word, { minLength: 1, maxLength: 2 }),
})

const segmentClause = (among: readonly string[]): fc.Arbitrary<Clause> =>
  fc.record({
    attribute: fc.constant(''),
    op: fc.constant('segmentMatch'),
    values: fc.array(fc.constantFrom('no-such-segment', ...among), { minLength: 1, maxLength: 3 }),
  })

const clauses = (segments: readonly string[], options: fc.ArrayConstraints = { maxLength: 3 }) =>
  fc.array(fc.oneof({ weight: 4, arbitrary: textClause }, gtClause, segmentClause(segments)), options)

const identifiers = fc.option(
  fc.array(identifier, { maxLength: 4 }).map((list) => list.map((one) => ({ identifier: one }))),
  { nil: null },
)

/** Later segments may refer to earlier ones, so there is no cycle. */
const segment = (id: string, earlier: readonly string[]): fc.Arbitrary<Segment> =>
  fc.record({
    identifier: fc.constant(id),
    included: identifiers,
    excluded: identifiers,
    rules: fc.option(clauses(earlier), { nil: null }),
    servingRules: fc.option(
      fc.array(fc.record({ priority: fc.nat(5), clauses: clauses(earlier) }), { maxLength: 3 }),
      { nil: null },
    ),
  })

const distribution = (variations: readonly string[]) =>
  fc.record({
    bucketBy: fc.constantFrom(...ATTRIBUTES),
    variations: fc.array(
      fc.record({
        variation: fc.constantFrom(...variations),
        weight: fc.constantFrom(0, 1, 10, 25, 33, 50, 100),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })

const serve = (variations: readonly string[], split: boolean): fc.Arbitrary<Serve> => {
  const fixed = fc.record({ variation: fc.constantFrom(...variations) })
  if (!split) return fixed
  return fc.oneof(
    fixed,
    fc.record({ distribution: distribution(variations) }),
    fc.record({ variation: fc.constantFrom(...variations), distribution: distribution(variations) }),
  )
}

/** Of each priority one rule: the SDK's order of equal ones is not stable. */
const rules = (variations: readonly string[]): fc.Arbitrary<ServingRule[]> =>
  fc.uniqueArray(
    fc.record({
      ruleId: fc.constantFrom('r1', 'r2'),
      priority: fc.integer({ min: -3, max: 20 }),
      clauses: clauses(SEGMENTS),
      serve: serve(variations, true),
    }),
    { maxLength: 4, selector: ({ priority }) => priority },
  )

const variationMap = (variations: readonly string[]): fc.Arbitrary<VariationMap> =>
  fc.record({
    variation: fc.constantFrom(...variations),
    targets: identifiers,
    targetSegments: fc.option(fc.array(fc.constantFrom('no-such-segment', ...SEGMENTS), { maxLength: 2 }), {
      nil: null,
    }),
  })

interface FlagShape {
  readonly key: string
  /** Earlier flags that this one may depend on, so there is no cycle. */
  readonly earlier: readonly string[]
  /** May it serve a variation that it does not have? The SDK cannot handle that in a prerequisite. */
  readonly mayMiss: boolean
  readonly rollouts: boolean
}

const flag = ({ key, earlier, mayMiss, rollouts }: FlagShape): fc.Arbitrary<FeatureConfig> =>
  fc.constantFrom(...(['boolean', 'int', 'string', 'json'] as const)).chain((kind) => {
    const served = mayMiss ? ['v0', 'v1', 'v2', 'gone'] : ['v0', 'v1', 'v2']
    return fc.record({
      feature: fc.constant(key),
      kind: fc.constant(kind),
      state: fc.constantFrom('on', 'on', 'on', 'off'),
      variations: fc
        .tuple(...['v0', 'v1', 'v2'].map(() => fc.constantFrom(...VALUES[kind])))
        .map((values) => values.map((value, place) => ({ identifier: `v${place}`, value }))),
      offVariation: fc.constantFrom(...served),
      defaultServe: serve(served, rollouts),
      rules: fc.option(rules(served), { nil: null }),
      variationToTargetMap: fc.option(fc.array(variationMap(served), { maxLength: 2 }), { nil: null }),
      prerequisites:
        earlier.length === 0 ? fc.constant(null) : fc.option(prerequisites(earlier), { nil: null }),
    })
  })

const prerequisites = (earlier: readonly string[]): fc.Arbitrary<Prerequisite[]> =>
  fc.array(
    fc.record({
      feature: fc.constantFrom(...earlier),
      variations: fc.array(fc.constantFrom('v0', 'v1', 'v2'), { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 2 },
  )

/** @param rollouts whether `defaultServe` may split; the SDK cannot evaluate that without a target */
export const world = (rollouts: boolean): fc.Arbitrary<World> =>
  fc.record({
    flags: fc.tuple(
      ...['f0', 'f1', 'f2', 'f3', 'f4', 'f5'].map((key, place, all) =>
        flag({ key, earlier: all.slice(0, Math.min(place, 3)), mayMiss: place > 2, rollouts }),
      ),
    ),
    segments: fc.tuple(...SEGMENTS.map((id, place) => segment(id, SEGMENTS.slice(0, place)))),
    targets: fc.array(target, { minLength: 4, maxLength: 8 }),
  })
