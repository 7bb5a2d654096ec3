import { createFlags, type Detail, type Target } from 'burgee'
import {
  compileFlagbase,
  type Flag,
  type FlagbaseBucketing,
  flagbaseDialect,
  type Rule,
} from 'burgee/flagbase'

/** A hundred variations of weight 1, each named after its bucket. */
export const EVERY_BUCKET = Array.from({ length: 100 }, (_, bucket) => ({
  variationKey: `${bucket}`,
  weight: 1,
}))

/** `weighted({ a: 50, b: 50 })`. */
export const weighted = (weights: Readonly<Record<string, number>>) =>
  Object.entries(weights).map(([variationKey, weight]) => ({ variationKey, weight }))

/** A flag that serves `control` to every target, with parts of it replaced. */
export const flag = (flagKey: string, parts: Partial<Flag> = {}): Flag => ({
  flagKey,
  useFallthrough: false,
  fallthroughVariations: weighted({ control: 100 }),
  rules: [],
  ...parts,
})

/** A rule that serves `treatment`. */
export const rule = (
  traitKey: string,
  operator: string,
  traitValue: string | number | boolean | null = '',
  parts: Partial<Rule> = {},
): Rule => ({
  id: `rule-${operator}`,
  ruleType: 'trait',
  traitKey,
  traitValue,
  operator,
  negate: false,
  ruleVariations: weighted({ treatment: 100 }),
  ...parts,
})

export const identity = (attributes: Record<string, unknown> = {}, identifier = 'ada'): Target => ({
  identifier,
  attributes,
})

/** Compiles a flag, and evaluates it. The fallback is `(fallback)`. */
export const detailOf = (
  given: Flag,
  target: Target | undefined = identity(),
  bucketing?: FlagbaseBucketing,
): Detail<string> => {
  const { snapshot } = compileFlagbase([given], bucketing && { bucketing })
  return createFlags({ snapshot, dialect: flagbaseDialect, logLevel: 'silent' })
    .forTarget(target)
    .detail(given.flagKey, '(fallback)')
}

/** What the compiler says of flags. */
export const problemsOf = (...flags: readonly unknown[]): string[] =>
  compileFlagbase(flags).issues.map(
    ({ kind, key, refused, problem }) => `${refused ? 'refused' : 'noted'} ${kind} ${key}: ${problem}`,
  )
