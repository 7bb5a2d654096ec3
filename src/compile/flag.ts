import type { CompiledFlag, CompiledStep, CompiledVariation, Prerequisite, Serve } from '../core/format.js'
import { type ClauseContext, compileAny } from './clause.js'
import type { FlagDraft, ServeDraft, VariationDraft } from './draft.js'
import type { FlagState } from './prerequisites.js'

/** What a flag is compiled against, and where its problems go. */
export interface FlagCompileContext extends ClauseContext {
  readonly flagState: (key: string) => FlagState
  /** All that must hold for a flag to be evaluated. */
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
      context.note(`${what}; whoever would be served it gets the fallback`)
    }
    return found ?? -1
  }
  const serve = (from: ServeDraft): Serve =>
    'variation' in from ? place(from.variation) : { by: from.by, parts: accumulate(from.split, place) }

  for (const { flag } of draft.prerequisites) {
    const state = context.flagState(flag)
    // Harness counts a flag that does not exist as met. One that exists and was refused must not open a gate.
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
    ...(on ? compileServing(draft, serve, place, context) : {}),
  }
}

const compileServing = (
  draft: FlagDraft,
  serve: (from: ServeDraft) => Serve,
  place: (identifier: undefined) => number,
  context: FlagCompileContext,
): Pick<CompiledFlag, 'steps' | 'serve' | 'reason'> => {
  const otherwise = {
    serve: draft.serve === undefined ? place(undefined) : serve(draft.serve),
    reason: context.reason(draft.reason),
  }
  const steps = draft.steps.flatMap((step): CompiledStep[] => {
    const note = (problem: string) => context.note(step.id ? `rule ${step.id}: ${problem}` : problem)
    const any = compileAny(step.any, { ...context, note })
    if (any.length === 0) return [] // it can never match
    if (step.serve === undefined) return [{ any, ...otherwise }]
    const id = step.id === undefined ? {} : { id: step.id }
    return [{ ...id, any, serve: serve(step.serve), reason: context.reason(step.reason) }]
  })
  return { ...(steps.length === 0 ? {} : { steps }), ...otherwise }
}

const compileVariation = (
  { identifier, value, text }: VariationDraft,
  type: string,
  context: FlagCompileContext,
): CompiledVariation => {
  if (value === undefined) {
    context.note(
      `the value of variation ${identifier} is not a valid ${type}; whoever is served it gets the fallback`,
    )
    return [identifier]
  }
  // Objects always bring their text: `String` does not print them, and they may have a `toString` of their own.
  const printed = typeof value === 'object' ? undefined : String(value)
  return printed === text ? [identifier, value] : [identifier, value, text]
}

const accumulate = (
  split: readonly { readonly variation: string; readonly weight: number }[],
  place: (identifier: string) => number,
): [bound: number, variation: number][] => {
  let bound = 0
  return split.map(({ variation, weight }) => {
    bound += weight
    return [bound, place(variation)]
  })
}
