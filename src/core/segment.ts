import { type HydrateContext, hydrateWhen } from './clause.js'
import type { Segment } from './dialect.js'
import type { CompiledSegment } from './format.js'

/** @throws if the line is not what the compiler writes: the snapshot is damaged */
export const hydrateSegment = (compiled: CompiledSegment, context: HydrateContext): Segment => {
  const excluded = context.listed(compiled.excluded)
  const included = context.listed(compiled.included)
  const rules = hydrateWhen(compiled.rules ?? [], context)
  return (subject) => {
    if (excluded(subject.identifier)) return false
    if (included(subject.identifier)) return true
    return rules.some((rule) => rule(subject)) || undefined
  }
}
