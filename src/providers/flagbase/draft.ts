import type { FlagDraft, ServeDraft, StepDraft } from '../../compile/draft.js'
import type { IssueList } from '../../compile/issue.js'
import type { FlagbaseBucketing } from './dialect.js'
import { isOperator, type TraitClauseDraft } from './traits.js'
import type { Flag, Rule, WeightedVariation } from './wire.js'
import type { FlagbaseReason } from './writer.js'

/** What a flag's rules are drafted with. */
interface RuleContext {
  readonly note: (problem: string) => void
  readonly serve: (variations: readonly WeightedVariation[]) => ServeDraft
}

/** A flag in the compiler's terms. Source of the order of things: Flagbase's core. */
export const draftFlag = (flag: Flag, bucketing: FlagbaseBucketing, issues: IssueList): FlagDraft => {
  const { flagKey, useFallthrough } = flag
  const note = (problem: string) => issues.note('flag', flagKey, problem)
  const serve = (variations: readonly WeightedVariation[]) => draftServe(variations, bucketing, flagKey)
  const fallthrough = flag.fallthroughVariations ?? []
  const rules = flag.rules ?? []
  if (fallthrough.length === 0) {
    note('it has no fallthrough variations; targets that no rule matches get the fallback')
  }
  const served = [...fallthrough, ...rules.flatMap(({ ruleVariations }) => ruleVariations ?? [])]
  const variations = new Set(served.map(({ variationKey }) => variationKey))
  const reason: FlagbaseReason = fallthrough.length > 1 ? 'fallthrough_weighted' : 'fallthrough'
  return {
    key: flagKey,
    type: 'string',
    variations: [...variations].map((identifier) => ({ identifier, text: identifier, value: identifier })),
    on: true,
    steps: useFallthrough ? [] : rules.map((rule) => draftRule(rule, { note, serve })),
    serve: serve(fallthrough),
    reason,
  }
}

const draftRule = (rule: Rule, { note, serve }: RuleContext): StepDraft => {
  const { id, traitKey, traitValue, operator, negate } = rule
  const variations = rule.ruleVariations ?? []
  const noteRule = (problem: string) => note(id ? `rule ${id}: ${problem}` : problem)
  if (!isOperator(operator ?? '')) {
    noteRule(
      `operator '${operator ?? ''}' is not known; targets that have the trait ${traitKey} get the fallback`,
    )
  }
  if (variations.length === 0) noteRule('it has no variations; targets that it matches get the fallback')
  const clause: TraitClauseDraft = {
    op: 'trait',
    attribute: traitKey,
    operator: operator ?? '',
    value: String(traitValue ?? ''),
    ...(negate && { negate }),
  }
  const reason: FlagbaseReason = variations.length > 1 ? 'targeted_weighted' : 'targeted'
  return { id: id || undefined, reason, when: [[clause]], serve: serve(variations) }
}

/**
 * Flagbase gives a variation the buckets from 0 that are below its sum of weights, the evaluator those from 1 that are
 * not above its bound. They are the same buckets if the bound is the sum rounded up, as a bucket is a whole number.
 * There are a hundred buckets, so no bound need be higher.
 */
const draftServe = (
  variations: readonly WeightedVariation[],
  bucketing: FlagbaseBucketing,
  flagKey: string,
): ServeDraft => {
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
  return { bucketing, by: flagKey, split }
}
