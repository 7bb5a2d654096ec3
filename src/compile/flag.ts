import type { CompiledFlag, CompiledStep, CompiledVariation, Prerequisite } from '../core/format.js'
import { type ClauseContext, compileWhen } from './clause.js'
import type { FlagDraft, VariationDraft } from './draft.js'
import type { FlagState } from './prerequisites.js'
import { compileServe } from './serve.js'

/** What a flag is compiled with. */
export interface FlagCompileContext extends Omit<ClauseContext, 'variation'> {
  readonly flagState: (key: string) => FlagState
  /** All that must be met for the flag to be evaluated. */
  readonly prerequisites: (draft: FlagDraft) => readonly Prerequisite[]
  /** The place of a reason in the header's list. */
  readonly reason: (name: string) => number
}

export const compileFlag = (draft: FlagDraft, context: FlagCompileContext): CompiledFlag => {
  const { key, type, on } = draft
  const places = new Map<string, number>()
  for (const [place, { identifier }] of draft.variations.entries()) {
    if (places.has(identifier)) context.note(`variation ${identifier} is there twice; the first is used`)
    else places.set(identifier, place)
  }
  const place = (identifier: string | undefined): number => {
    const found = identifier === undefined ? undefined : places.get(identifier)
    if (found === undefined) {
      const what = identifier === undefined ? 'no variation is set' : `variation ${identifier} does not exist`
      context.note(`${what}; targets that would be served it get the fallback`)
    }
    return found ?? -1
  }

  for (const { flag } of draft.prerequisites ?? []) {
    const state = context.flagState(flag)
    if (state === 'refused') context.note(`prerequisite ${flag} was refused; it counts as not met`)
    if (state === 'missing') context.note(`prerequisite ${flag} does not exist; it counts as met`)
  }
  const prerequisites = on ? context.prerequisites(draft) : []
  return {
    key,
    type,
    variations: draft.variations.map((variation) => compileVariation(variation, type, context)),
    on,
    ...(on && prerequisites.length === 0 ? {} : { off: place(draft.off) }),
    ...(prerequisites.length === 0 ? {} : { prerequisites }),
    ...(on ? compileServing(draft, place, context) : {}),
  }
}

const compileServing = (
  draft: FlagDraft,
  variation: (identifier: string | undefined) => number,
  context: FlagCompileContext,
): Pick<CompiledFlag, 'steps' | 'serve' | 'reason'> => {
  const otherwise = {
    serve: draft.serve ? compileServe(draft.serve, { ...context, variation }) : variation(undefined),
    reason: context.reason(draft.reason),
  }
  const steps = (draft.steps ?? []).flatMap((step): CompiledStep[] => {
    const note = (problem: string) => context.note(step.id ? `rule ${step.id}: ${problem}` : problem)
    const when = compileWhen(step.when, { ...context, variation, note })
    if (when.length === 0) return [] // it can never match
    if (step.serve === undefined) return [{ when, ...otherwise }]
    const id = step.id === undefined ? {} : { id: step.id }
    const serve = compileServe(step.serve, { ...context, variation })
    return [{ ...id, when, serve, reason: context.reason(step.reason) }]
  })
  return { ...(steps.length === 0 ? {} : { steps }), ...otherwise }
}

const compileVariation = (
  { identifier, value, text }: VariationDraft,
  type: string,
  { note }: Pick<FlagCompileContext, 'note'>,
): CompiledVariation => {
  if (value === undefined) {
    note(
      `the value of variation ${identifier} is not a valid ${type}; targets that are served it get the fallback`,
    )
    return [identifier]
  }
  // Objects always bring their text: `String` does not print them, and they may have a `toString` of their own.
  const printed = typeof value === 'object' ? undefined : String(value)
  return printed === text ? [identifier, value] : [identifier, value, text]
}
