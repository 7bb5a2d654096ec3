import type { CompiledSegment } from './format.js'
import { hydrateClause, type SegmentTest } from './operators.js'
import type { Subject } from './subject.js'

/** A segment ready to ask: in, or excluded by name, or undefined, so that the next segment of a list is asked. */
export type Segment = (subject: Subject) => boolean | undefined

/** @throws where the line is not what the compiler writes: a damaged snapshot */
export const hydrateSegment = (compiled: CompiledSegment, inSegments: SegmentTest): Segment => {
  const excluded = new Set(compiled.excluded)
  const included = new Set(compiled.included)
  const rules = (compiled.rules ?? []).map((clauses) =>
    clauses.map((clause) => hydrateClause(clause, inSegments)),
  )
  return (subject) => {
    if (excluded.has(subject.identifier)) return false
    if (included.has(subject.identifier)) return true
    return rules.some((tests) => tests.every((test) => test(subject))) || undefined
  }
}
