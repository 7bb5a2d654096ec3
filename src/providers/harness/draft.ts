import type { FlagDraft, RolloutDraft, SegmentDraft, ServeDraft, StepDraft } from '../../compile/draft.js'
import type { IssueList } from '../../compile/issue.js'
import type { FlagType } from '../../core/format.js'
import type { JsonValue } from '../../core/json.js'
import type { AttributeClauseDraft, HarnessClauseDraft } from './clauses/draft.js'
import type {
  Clause,
  Distribution,
  FeatureConfig,
  Segment,
  Serve,
  ServingRule,
  VariationMap,
} from './wire.js'
import { attributeClauses, type HarnessReason } from './writer.js'

/** A step with one of Harness's reasons and clauses. */
interface HarnessStepDraft extends StepDraft {
  readonly reason: HarnessReason
  readonly when: readonly (readonly HarnessClauseDraft[])[]
}

interface HarnessFlagDraft extends FlagDraft {
  readonly steps: readonly HarnessStepDraft[]
  readonly reason: HarnessReason
}

/** A FeatureConfig in the compiler's terms. Source of the order of steps: the Harness server SDKs. */
export const draftFlag = (config: FeatureConfig, issues: IssueList): HarnessFlagDraft => {
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

const targetListStep = ({ variation, targets, targetSegments }: VariationMap): HarnessStepDraft => ({
  reason: 'target_match',
  when: [
    [{ op: 'in', attribute: 'identifier', values: (targets ?? []).map(({ identifier }) => identifier) }],
    [{ op: 'segment', segments: targetSegments ?? [] }],
  ],
  serve: { variation },
})

/** A rule matches if any of its clauses does. */
const ruleStep = (rule: ServingRule, note: (problem: string) => void): HarnessStepDraft => {
  const serve = rule.serve ?? {}
  const chosen = fixed(serve) ?? rollout(serve.distribution)
  if (chosen === undefined)
    note(`rule ${rule.ruleId ?? ''} serves nothing; targets that it matches get the default`)
  return {
    id: rule.ruleId || undefined,
    reason: chosen !== undefined && 'split' in chosen ? 'rule_rollout' : 'rule_match',
    when: draftClauses(rule.clauses ?? [], note).map((clause) => [clause]),
    serve: chosen,
  }
}

const fixed = ({ variation }: Serve): ServeDraft | undefined => (variation ? { variation } : undefined)

const rollout = (distribution: Distribution | null | undefined): RolloutDraft | undefined => {
  if (!distribution?.variations.length) return undefined
  const by = distribution.bucketBy || 'identifier'
  return { bucketing: 'murmur3', by, attribute: by, split: distribution.variations }
}

/** The clauses that can match. */
const draftClauses = (clauses: readonly Clause[], note: (problem: string) => void): HarnessClauseDraft[] =>
  clauses.map((clause) => draftClause(clause, note)).filter((clause) => clause !== undefined)

/** Empty if one of them can never match, as then they never match together. */
const everyClause = (clauses: readonly Clause[], note: (problem: string) => void): HarnessClauseDraft[] => {
  const drafts = draftClauses(clauses, note)
  return drafts.length === clauses.length ? drafts : []
}

const draftClause = (clause: Clause, note: (problem: string) => void): HarnessClauseDraft | undefined => {
  const { op, values, attribute } = clause
  if (!op || !values?.length) return undefined
  if (clause.negate) note('`negate` is ignored, as in every Harness SDK')
  if (op === 'segmentMatch') return { op: 'segment', segments: values }
  if (isAttributeOperator(op)) return { op, attribute: attribute ?? '', values }
  note(`operator ${op} is not known; its clause never matches`)
  return undefined
}

const isAttributeOperator = (op: string): op is AttributeClauseDraft['op'] =>
  Object.hasOwn(attributeClauses, op)

/** The sort is stable: rules of one priority keep the order in which they were sent. */
const byPriority = <T extends { readonly priority?: number | null | undefined }>(rules: readonly T[]): T[] =>
  [...rules].sort((a, b) => (a.priority ?? 0) - (b.priority ?? 0))

/** Undefined if the text is not of the kind. Source: the Harness SDKs. */
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
