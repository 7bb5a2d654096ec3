import { type HydrateContext, hydrateWhen } from './clause.js'
import type { Decision, Detail } from './decision.js'
import { need } from './dialect.js'
import type {
  CompiledFlag,
  CompiledVariation,
  CustomServe,
  FlagType,
  Reason,
  Rollout,
  Serve,
  VariationIndex,
} from './format.js'
import type { JsonValue } from './json.js'
import * as ReasonRole from './reason-role.js'
import type { Subject } from './subject.js'

/** A flag ready to evaluate: its line is parsed, its clauses are functions, its decisions are made. */
export interface Flag {
  readonly key: string
  readonly type: FlagType
  readonly decider: Decider
  /** The same, without regard to prerequisites. */
  readonly ownDecider: Decider
}

/** A fixed decision, or a function that decides for a target. Undefined stands for no target. */
export type Decider = Decision | ((subject: Subject | undefined) => Decision)

/** Pure: the same target always gets the same decision from the same snapshot. */
export const decide = (decider: Decider, subject: Subject | undefined): Decision =>
  typeof decider === 'function' ? decider(subject) : decider

/** What a flag needs from the snapshot that it is part of. */
export interface FlagContext extends HydrateContext {
  readonly reasons: readonly Reason[]
  readonly flag: (key: string) => Flag | undefined
}

/** @throws if the line is not what the compiler writes: the snapshot is damaged */
export const hydrateFlag = (compiled: CompiledFlag, context: FlagContext): Flag => {
  const { key, type, on, variations, steps = [], prerequisites = [] } = compiled
  const decision = (place: VariationIndex, reason: number = ReasonRole.error, ruleId?: string): Decision => {
    const [variation, raw, text]: CompiledVariation | [] = variations[place] ?? []
    const value = raw ?? null
    const detail: Detail<JsonValue> = {
      value,
      variation,
      reason: ReasonRole.reasonAt(context.reasons, reason),
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
  const { serve: own = -1 } = compiled
  const make = (place: VariationIndex) => decision(place, compiled.reason)
  const otherwise = isCustom(own)
    ? orElse(hydrateCustom(own, context, variations, make), decision(-1))
    : hydrateServe(own, context, make)
  const hydrated = steps.map(({ when, serve, reason, id }) => ({
    tests: hydrateWhen(when, context),
    serve: hydrateStep(serve, context, variations, (place) => decision(place, reason, id)),
  }))

  const bySteps = (subject: Subject | undefined): Decision => {
    if (subject !== undefined) {
      for (const { tests, serve } of hydrated) {
        for (const test of tests) {
          if (!test(subject)) continue
          const served = typeof serve === 'function' ? serve(subject) : serve
          if (served !== undefined) return served
          break // this kind of serve leaves it to the next step
        }
      }
    }
    return decide(otherwise, subject)
  }

  const byPrerequisites = (subject: Subject | undefined): Decision => {
    for (const { flag, variations: wanted } of prerequisites) {
      const required = context.flag(flag)
      const variation = required && decide(required.ownDecider, subject).detail.variation
      if (variation === undefined || !wanted.includes(variation)) return unmet
    }
    return bySteps(subject)
  }

  const ownDecider = on ? (hydrated.length > 0 ? bySteps : otherwise) : off
  return { key, type, ownDecider, decider: on && prerequisites.length > 0 ? byPrerequisites : ownDecider }
}

/** Makes the decision for a variation. */
type MakeDecision = (place: VariationIndex) => Decision

/** Undefined leaves the decision to the next step. */
type StepDecider = Decision | ((subject: Subject | undefined) => Decision | undefined)

const isCustom = (serve: Serve): serve is CustomServe => typeof serve === 'object' && 'kind' in serve

const hydrateStep = (
  serve: Serve,
  context: FlagContext,
  variations: readonly CompiledVariation[],
  decision: MakeDecision,
): StepDecider =>
  isCustom(serve)
    ? hydrateCustom(serve, context, variations, decision)
    : hydrateServe(serve, context, decision)

const hydrateServe = (
  serve: VariationIndex | Rollout,
  { dialect }: FlagContext,
  decision: MakeDecision,
): Decider => {
  if (typeof serve === 'number') return decision(serve)
  const { by } = serve
  const bucketing = need(dialect.bucketings, serve.bucketing)
  const parts = serve.parts.map(([bound, place]) => ({ bound, decision: decision(place) }))
  const last = parts.at(-1)?.decision ?? decision(-1)
  return (subject) => {
    if (subject === undefined) return last
    const bucket = subject.bucket(by, bucketing)
    for (const part of parts) if (bucket <= part.bound) return part.decision
    return last
  }
}

const hydrateCustom = (
  serve: CustomServe,
  context: FlagContext,
  variations: readonly CompiledVariation[],
  decision: MakeDecision,
): ((subject: Subject | undefined) => Decision | undefined) => {
  const pick = need(context.dialect.serves, serve.kind)(serve, context)
  const decisions = variations.map((_, place) => decision(place))
  const none = decision(-1)
  return (subject) => {
    const place = pick(subject)
    return place === undefined ? undefined : (decisions[place] ?? none)
  }
}

const orElse =
  (decider: (subject: Subject | undefined) => Decision | undefined, none: Decision): Decider =>
  (subject) =>
    decider(subject) ?? none
