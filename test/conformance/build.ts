import { createFlags, type Detail, type Target } from 'burgee'
import {
  type Clause,
  compileHarness,
  type FeatureConfig,
  type Segment,
  type ServingRule,
} from 'burgee/harness'

/** Somebody to evaluate for. */
export const ada: Target = {
  identifier: 'ada',
  name: 'Ada Lovelace',
  attributes: { plan: 'pro', age: 36, empty: '' },
}

/** A boolean flag that is on and serves `on`; parts of it replaced. */
export const boolFlag = (feature: string, parts: Partial<FeatureConfig> = {}): FeatureConfig => ({
  feature,
  kind: 'boolean',
  state: 'on',
  variations: [
    { identifier: 'on', value: 'true' },
    { identifier: 'off', value: 'false' },
  ],
  offVariation: 'off',
  defaultServe: { variation: 'off' },
  ...parts,
})

/** A string flag with variations `a`, `b` and `c`, whose values are their upper case; serves `a`. */
export const stringFlag = (feature: string, parts: Partial<FeatureConfig> = {}): FeatureConfig => ({
  feature,
  kind: 'string',
  state: 'on',
  variations: ['a', 'b', 'c'].map((identifier) => ({ identifier, value: identifier.toUpperCase() })),
  offVariation: 'c',
  defaultServe: { variation: 'a' },
  ...parts,
})

export const clause = (attribute: string, op: string, ...values: string[]): Clause => ({
  attribute,
  op,
  values,
})

export const rule = (variation: string, clauses: readonly Clause[], priority = 1): ServingRule => ({
  ruleId: `rule-${variation}`,
  priority,
  clauses,
  serve: { variation },
})

export const ids = (...identifiers: string[]) => identifiers.map((identifier) => ({ identifier }))

interface Given {
  readonly flags: readonly FeatureConfig[]
  readonly segments?: readonly Segment[]
}

/** Compiles, and evaluates one flag of any type. */
export const detailOf = (given: Given, key: string, target?: Target): Detail<unknown> =>
  createFlags({ snapshot: compileHarness(given).snapshot, logLevel: 'silent' })
    .forTarget(target)
    .detail<unknown>(key, null)

/** The identifier of the variation served, or `(fallback)`. */
export const variationOf = (given: Given, key: string, target?: Target): string =>
  detailOf(given, key, target).variation ?? '(fallback)'

/** What the compiler says of a flag or a segment. */
export const problemsOf = (given: Given): string[] =>
  compileHarness(given).issues.map(
    ({ kind, key, refused, problem }) => `${refused ? 'refused' : 'noted'} ${kind} ${key}: ${problem}`,
  )
