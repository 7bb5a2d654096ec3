import type { CompiledSegment } from './format.js'
import { type ClauseContext, hydrateClause } from './operators.js'
import type { Subject } from './subject.js'

/** A segment ready to ask: in, or excluded by name, or undefined, so that the next segment of a list is asked. */
export type Segment = (subject: Subject) => boolean | undefined

/** @throws where the line is not what the compiler writes: a damaged snapshot */
export const hydrateSegment = (compiled: CompiledSegment, context: ClauseContext): Segment => {
  const excluded = context.listed(compiled.excluded)
  const included = context.listed(compiled.included)
  const rules = (compiled.rules ?? []).map((clauses) =>
    clauses.map((clause) => hydrateClause(clause, context)),
  )
  return (subject) => {
    if (excluded(subject.identifier)) return false
    if (included(subject.identifier)) return true
    return rules.some((tests) => tests.every((test) => test(subject))) || undefined
  }
}
