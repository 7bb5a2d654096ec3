import type {
  ClauseDraft,
  CommonClauseDraft,
  FlagDraft,
  SegmentDraft,
  ServeDraft,
  StepDraft,
} from '../../compile/draft.js'
import type { IssueList } from '../../compile/issue.js'
import type { FlagType } from '../../core/format.js'
import type { JsonValue } from '../../core/json.js'
import type {
  Clause,
  Distribution,
  FeatureConfig,
  Segment,
  Serve,
  ServingRule,
  VariationMap,
} from './wire.js'

/** Harness's names for clause operators, and ours. */
const OPERATORS: ReadonlyMap<string, CommonClauseDraft['op']> = new Map([
  ['equal', 'equal'],
  ['equal_sensitive', 'equal_sensitive'],
  ['starts_with', 'starts_with'],
  ['ends_with', 'ends_with'],
  ['contains', 'contains'],
  ['in', 'in'],
  ['gt', 'gt'],
  ['match', 'match'],
  ['segmentMatch', 'segment'],
])

/** A FeatureConfig in the compiler's terms. Source of the order of steps: the Harness server SDKs. */
export const draftFlag = (config: FeatureConfig, issues: IssueList): FlagDraft => {
  const { feature, kind, defaultServe } = config
  const note = (problem: string) => issues.note('flag', feature, problem)
  const serve = defaultServe ?? {}
  return {
    key: feature,
    type: kind,
    variations: config.variations.map(({ identifier, value }) => ({
      identifier,
      text: value,
      value: typedValue(kind, value),
    })),
    on: config.state === 'on',
    off: config.offVariation ?? undefined,
    prerequisites: (config.prerequisites ?? []).map(({ feature: flag, variations }) => ({
      flag,
      variations: variations ?? [],
    })),
    steps: [
      ...(config.variationToTargetMap ?? []).map(targetListStep),
      ...byPriority(config.rules ?? []).map((rule) => ruleStep(rule, note)),
    ],
    serve: rollout(serve.distribution) ?? fixed(serve),
    reason: rollout(serve.distribution) === undefined ? 'default' : 'default_rollout',
  }
}

/** A Segment in the compiler's terms. */
export const draftSegment = (segment: Segment, issues: IssueList): SegmentDraft => {
  const note = (problem: string) => issues.note('segment', segment.identifier, problem)
  const { included, excluded, rules, servingRules } = segment
  return {
    id: segment.identifier,
    included: (included ?? []).map(({ identifier }) => identifier),
    excluded: (excluded ?? []).map(({ identifier }) => identifier),
    rules: servingRules?.length
      ? byPriority(servingRules).map(({ clauses }) => everyClause(clauses ?? [], note))
      : draftClauses(rules ?? [], note).map((clause) => [clause]),
  }
}

const targetListStep = ({ variation, targets, targetSegments }: VariationMap): StepDraft => ({
  id: undefined,
  reason: 'target_match',
  any: [
    { op: 'in', attribute: 'identifier', values: (targets ?? []).map(({ identifier }) => identifier) },
    { op: 'segment', attribute: '', values: targetSegments ?? [] },
  ],
  serve: { variation },
})

const ruleStep = (rule: ServingRule, note: (problem: string) => void): StepDraft => {
  const serve = rule.serve ?? {}
  const chosen = fixed(serve) ?? rollout(serve.distribution)
  if (chosen === undefined)
    note(`rule ${rule.ruleId ?? ''} serves nothing; whoever it matches gets the default`)
  return {
    id: rule.ruleId || undefined,
    reason: chosen !== undefined && 'split' in chosen ? 'rule_rollout' : 'rule_match',
    any: draftClauses(rule.clauses ?? [], note),
    serve: chosen,
  }
}

const fixed = ({ variation }: Serve): ServeDraft | undefined => (variation ? { variation } : undefined)

const rollout = (distribution: Distribution | null | undefined): ServeDraft | undefined =>
  distribution?.variations.length
    ? { by: distribution.bucketBy || 'identifier', split: distribution.variations }
    : undefined

/** The clauses that can match at all. */
const draftClauses = (clauses: readonly Clause[], note: (problem: string) => void): ClauseDraft[] =>
  clauses.map((clause) => draftClause(clause, note)).filter((clause) => clause !== undefined)

/** Nothing where one of them can never match: then all of them never match together. */
const everyClause = (clauses: readonly Clause[], note: (problem: string) => void): ClauseDraft[] => {
  const drafts = draftClauses(clauses, note)
  return drafts.length === clauses.length ? drafts : []
}

const draftClause = (clause: Clause, note: (problem: string) => void): ClauseDraft | undefined => {
  const { op, values, attribute } = clause
  if (!op || !values?.length) return undefined
  const known = OPERATORS.get(op)
  if (known === undefined) note(`operator ${op} is not known; its clause never matches`)
  if (clause.negate) note('`negate` is ignored, as in every Harness SDK')
  return known && { op: known, attribute: attribute ?? '', values }
}

/** Stable, so rules of one priority keep the order in which they were sent. */
const byPriority = <T extends { readonly priority?: number | null | undefined }>(rules: readonly T[]): T[] =>
  [...rules].sort((a, b) => (a.priority ?? 0) - (b.priority ?? 0))

/** Source: the Harness SDKs. Undefined where the text is not of the kind. */
const typedValue = (kind: FlagType, text: string): JsonValue | undefined => {
  switch (kind) {
    case 'boolean':
      return text.toLowerCase() === 'true'
    case 'int': {
      const number = Number.parseFloat(text)
      return Number.isFinite(number) ? number : undefined
    }
    case 'json':
      try {
        return JSON.parse(text) as JsonValue
      } catch {
        return undefined
      }
    case 'string':
      return text
  }
}
