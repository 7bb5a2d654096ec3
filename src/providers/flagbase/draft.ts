import type { FlagDraft, ServeDraft, StepDraft } from '../../compile/draft.js'
import type { IssueList } from '../../compile/issue.js'
import { isOperator } from './traits.js'
import type { Flag, Rule, WeightedVariation } from './wire.js'

/** A flag in the compiler's terms. Source of the order of things: Flagbase's core. */
export const draftFlag = (flag: Flag, issues: IssueList): FlagDraft => {
  const { flagKey, useFallthrough } = flag
  const note = (problem: string) => issues.note('flag', flagKey, problem)
  const fallthrough = flag.fallthroughVariations ?? []
  const rules = flag.rules ?? []
  if (fallthrough.length === 0) {
    note('it has no fallthrough variations; whoever no rule matches gets the fallback')
  }
  const served = [...fallthrough, ...rules.flatMap(({ ruleVariations }) => ruleVariations ?? [])]
  const variations = new Set(served.map(({ variationKey }) => variationKey))
  return {
    key: flagKey,
    type: 'string',
    variations: [...variations].map((identifier) => ({ identifier, text: identifier, value: identifier })),
    on: true,
    off: undefined,
    prerequisites: [],
    steps: useFallthrough ? [] : rules.map((rule) => draftRule(rule, flagKey, note)),
    serve: draftServe(fallthrough, flagKey),
    reason: fallthrough.length > 1 ? 'fallthrough_weighted' : 'fallthrough',
  }
}

const draftRule = (rule: Rule, flagKey: string, note: (problem: string) => void): StepDraft => {
  const { id, traitKey, traitValue, operator, negate } = rule
  const variations = rule.ruleVariations ?? []
  const noteRule = (problem: string) => note(id ? `rule ${id}: ${problem}` : problem)
  if (!isOperator(operator ?? '')) {
    noteRule(`operator '${operator ?? ''}' is not known; whoever has the trait ${traitKey} gets the fallback`)
  }
  if (variations.length === 0) noteRule('it has no variations; whoever it matches gets the fallback')
  return {
    id: id || undefined,
    reason: variations.length > 1 ? 'targeted_weighted' : 'targeted',
    any: [
      {
        op: 'trait',
        attribute: traitKey,
        operator: operator ?? '',
        value: String(traitValue ?? ''),
        ...(negate && { negate }),
      },
    ],
    serve: draftServe(variations, flagKey),
  }
}

/**
 * Flagbase gives a variation the buckets from 0 that are below its sum of weights, the evaluator those from 1
 * that are not above its bound. They are the same buckets where the bound is the sum rounded up: a bucket is a
 * whole number. There are a hundred, so no bound need be higher.
 */
const draftServe = (variations: readonly WeightedVariation[], flagKey: string): ServeDraft => {
  const [only] = variations
  if (only !== undefined && variations.length === 1) return { variation: only.variationKey }
  let sum = 0
  let bound = 0
  const split = variations.map(({ variationKey, weight }) => {
    const before = bound
    sum += weight
    bound = Math.min(Math.ceil(sum), 100)
    return { variation: variationKey, weight: bound - before }
  })
  return { by: flagKey, split }
}
