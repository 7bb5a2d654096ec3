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
  /** What `answer` makes the flag's answer from. */
  readonly answers: Answers
  /** Likewise, without regard to prerequisites. */
  readonly ownAnswers: Answers
}

/** One answer for everybody, or what finds a target's; for no target, the one that looks at nobody. */
type Answers = Decision | ((subject: Subject | undefined) => Decision)

/** Pure: the same target gets the same answer from the same snapshot, always. */
export const answer = (answers: Answers, subject: Subject | undefined): Decision =>
  typeof answers === 'function' ? answers(subject) : answers

/** What a flag needs from the snapshot that it is part of. */
export interface FlagContext extends ClauseContext {
  readonly reasons: readonly string[]
  readonly flag: (key: string) => Flag | undefined
  readonly bucketing: Bucketing
}

/** @throws where the line is not what the compiler writes: a damaged snapshot */
export const hydrateFlag = (compiled: CompiledFlag, context: FlagContext): Flag => {
  const { key, type, on, variations, steps = [], prerequisites = [] } = compiled
  const decision = (place: number, reason: number = ReasonRole.error, ruleId?: string): Decision => {
    const [variation, raw, text]: CompiledVariation | [] = variations[place] ?? []
    const value = raw ?? null
    const detail: Detail<JsonValue> = {
      value,
      variation,
      reason: context.reasons[reason] as string,
      ...(ruleId && { ruleId }),
    }
    return {
      flag: key,
      served: raw !== undefined,
      value,
      text: text ?? String(value),
      detail: Object.freeze(detail),
      tally: undefined,
    }
  }

  const off = decision(compiled.off ?? -1, ReasonRole.off)
  const unmet = decision(compiled.off ?? -1, ReasonRole.prerequisiteFailed)
  const otherwise = hydrateServe(compiled.serve ?? -1, context, (variation) =>
    decision(variation, compiled.reason),
  )
  const hydrated = steps.map(({ any, serve, reason, id }) => ({
    tests: any.map((clause) => hydrateClause(clause, context)),
    answers: hydrateServe(serve, context, (variation) => decision(variation, reason, id)),
  }))

  const amongSteps = (subject: Subject | undefined): Decision => {
    if (subject !== undefined) {
      for (const step of hydrated) {
        for (const test of step.tests) if (test(subject)) return answer(step.answers, subject)
      }
    }
    return answer(otherwise, subject)
  }

  const gated = (subject: Subject | undefined): Decision => {
    for (const { flag, variations: wanted } of prerequisites) {
      const required = context.flag(flag)
      const variation = required && answer(required.ownAnswers, subject).detail.variation
      if (variation === undefined || !wanted.includes(variation)) return unmet
    }
    return amongSteps(subject)
  }

  const ownAnswers = on ? (hydrated.length > 0 ? amongSteps : otherwise) : off
  return { key, type, ownAnswers, answers: on && prerequisites.length > 0 ? gated : ownAnswers }
}

const hydrateServe = (
  serve: Serve,
  { bucketing }: FlagContext,
  decision: (variation: number) => Decision,
): Answers => {
  if (typeof serve === 'number') return decision(serve)
  const parts = serve.parts.map(([bound, variation]) => ({ bound, decision: decision(variation) }))
  const last = parts.at(-1)?.decision ?? decision(-1)
  return (subject) => {
    if (subject === undefined) return last
    const bucket = subject.bucket(serve.by, bucketing)
    for (const part of parts) if (bucket <= part.bound) return part.decision
    return last
  }
}
