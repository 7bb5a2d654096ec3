import type { Decision, Detail } from './decision.js'
import type { CompiledFlag, CompiledVariation, FlagType, Serve } from './format.js'
import type { JsonValue } from './json.js'
import { type ClauseContext, hydrateClause } from './operators.js'
import * as ReasonRole from './reason-role.js'
import type { Bucketing, Subject } from './subject.js'

/** A flag ready to evaluate: one parsed line, its conditions turned into functions, its answers made. */
export interface Flag {
  readonly key: string
  readonly type: FlagType
  /**
   * The answer for this target; for no target, the one that looks at nobody. Pure: the same target gets the
   * same answer from the same snapshot, always.
   */
  readonly evaluate: Decide
  /** The answer without regard to prerequisites. */
  readonly decide: Decide
}

/** What a flag needs from the snapshot that it is part of. */
export interface FlagContext extends ClauseContext {
  readonly reasons: readonly string[]
  readonly flag: (key: string) => Flag | undefined
  readonly bucketing: Bucketing
}

type Decide = (subject: Subject | undefined) => Decision

/** @throws where the line is not what the compiler writes: a damaged snapshot */
export const hydrateFlag = (compiled: CompiledFlag, context: FlagContext): Flag => {
  const { key, type, on, variations, steps = [], prerequisites = [] } = compiled
  const decision = (variation: number, reason: number = ReasonRole.error, ruleId?: string): Decision =>
    makeDecision(compiled, variations[variation], context.reasons[reason] as string, ruleId)

  const off = decision(compiled.off ?? -1, ReasonRole.off)
  const unmet = decision(compiled.off ?? -1, ReasonRole.prerequisiteFailed)
  const otherwise = hydrateServe(compiled.serve ?? -1, context, (variation) =>
    decision(variation, compiled.reason),
  )
  const hydrated = steps.map(({ any, serve, reason, id }) => ({
    tests: any.map((clause) => hydrateClause(clause, context)),
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

  const evaluateGated: Decide = (subject) => {
    for (const { flag, variations: wanted } of prerequisites) {
      const variation = context.flag(flag)?.decide(subject).detail.variation
      if (variation === undefined || !wanted.includes(variation)) return unmet
    }
    return decideAmongSteps(subject)
  }

  const decide: Decide = on ? (hydrated.length > 0 ? decideAmongSteps : otherwise) : () => off
  return { key, type, decide, evaluate: on && prerequisites.length > 0 ? evaluateGated : decide }
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
    text: text ?? String(value),
    detail: Object.freeze(detail),
    tally: undefined,
  }
}
