import type { Decision, Detail } from './decision.js'
import type { CompiledFlag, CompiledVariation, FlagType, Prerequisite, Serve } from './format.js'
import { ReasonRole } from './format.js'
import type { JsonValue } from './json.js'
import { hydrateClause, type SegmentTest } from './operators.js'
import type { Bucketing, Subject } from './subject.js'

/** A flag ready to evaluate: one parsed line, its conditions turned into functions, its answers made. */
export interface Flag {
  readonly key: string
  readonly type: FlagType
  readonly prerequisites: readonly Prerequisite[]
  /**
   * The answer for this target; for no target, the one that looks at nobody. Pure: the same target gets the
   * same answer from the same snapshot, always.
   */
  readonly evaluate: Decide
  /** The answer without regard to prerequisites. */
  readonly decide: Decide
}

/** What a flag needs from the snapshot that it is part of. */
export interface FlagContext {
  readonly reasons: readonly string[]
  readonly flag: (key: string) => Flag | undefined
  readonly inSegments: SegmentTest
  readonly bucketing: Bucketing
}

type Decide = (subject: Subject | undefined) => Decision

/** @throws where the line is not what the compiler writes: a damaged snapshot */
export const hydrateFlag = (compiled: CompiledFlag, context: FlagContext): Flag => {
  const { key, type, on, variations, steps = [], prerequisites = [] } = compiled
  const decision = (variation: number, reason: number = ReasonRole.error, ruleId?: string): Decision =>
    makeDecision(compiled, variations[variation], context.reasons[reason] ?? 'unknown', ruleId)

  const off = decision(compiled.off ?? -1, ReasonRole.off)
  const unmet = decision(compiled.off ?? -1, ReasonRole.prerequisiteFailed)
  const otherwise = hydrateServe(compiled.serve ?? -1, context, (variation) =>
    decision(variation, compiled.reason),
  )
  const hydrated = steps.map(({ any, serve, reason, id }) => ({
    tests: any.map((clause) => hydrateClause(clause, context.inSegments)),
    decide: hydrateServe(serve, context, (variation) => decision(variation, reason, id)),
  }))

  const decideAmongSteps: Decide = (subject) => {
    if (subject !== undefined) {
      for (const step of hydrated) {
        for (const test of step.tests) if (test(subject)) return step.decide(subject)
      }
    }
    return otherwise(subject)
  }

  let requirements: readonly Requirement[] | undefined
  const evaluateGated: Decide = (subject) => {
    requirements ??= collectRequirements(flag, context)
    for (const { flag: required, variations: wanted } of requirements) {
      const variation = required?.decide(subject).detail.variation
      if (variation === undefined || !wanted.includes(variation)) return unmet
    }
    return decideAmongSteps(subject)
  }

  const decide: Decide = on ? decideAmongSteps : () => off
  const flag: Flag = {
    key,
    type,
    prerequisites,
    decide,
    evaluate: on && prerequisites.length > 0 ? evaluateGated : decide,
  }
  return flag
}

interface Requirement {
  /** Undefined where it was refused or cannot be read; the compiler has dropped those that never existed. */
  readonly flag: Flag | undefined
  readonly variations: readonly string[]
}

/**
 * A flag's prerequisites, theirs, and so on, each once. All must hold, so the order is free, and a flat list
 * costs a request neither recursion nor, where prerequisites share prerequisites, repetition.
 */
const collectRequirements = (of: Flag, context: FlagContext): readonly Requirement[] => {
  const requirements: Requirement[] = []
  const visited = new Set([of])
  for (const parent of visited) {
    for (const { flag: key, variations } of parent.prerequisites) {
      const flag = context.flag(key)
      requirements.push({ flag, variations })
      if (flag) visited.add(flag) // a Set is walked in order of insertion, additions included
    }
  }
  return requirements
}

const hydrateServe = (
  serve: Serve,
  { bucketing }: FlagContext,
  decision: (variation: number) => Decision,
): Decide => {
  if (typeof serve === 'number') {
    const only = decision(serve)
    return () => only
  }
  const parts = serve.parts.map(([bound, variation]) => ({ bound, decision: decision(variation) }))
  const last = parts.at(-1)?.decision ?? decision(-1)
  return (subject) => {
    if (subject === undefined) return last
    const bucket = subject.bucket(serve.by, bucketing)
    for (const part of parts) if (bucket <= part.bound) return part.decision
    return last
  }
}

const makeDecision = (
  { key }: CompiledFlag,
  [identifier, raw, text]: CompiledVariation | [] = [],
  reason: string,
  ruleId: string | undefined,
): Decision => {
  const served = raw !== undefined
  const value = raw ?? null
  const detail: Detail<JsonValue> = { value, variation: identifier, reason, ...(ruleId && { ruleId }) }
  return {
    flag: key,
    served,
    value,
    text: text ?? (typeof value === 'string' ? value : JSON.stringify(value)),
    detail: Object.freeze(detail),
    tally: undefined,
  }
}
