import type { WriteClause } from '../../../compile/dialect.js'
import type { ReadClause, Segment } from '../../../core/dialect.js'
import type { Clause } from '../../../core/format.js'
import type { SegmentClauseDraft } from './draft.js'

/**
 * The target is in one of these segments, asked in order. A target that one of them excludes by name is in none of
 * the list. Source: the Harness server SDKs.
 */
export interface SegmentClause extends Clause {
  readonly op: 'segment'
  readonly segments: readonly string[]
}

export const writeSegment: WriteClause<SegmentClauseDraft, SegmentClause> = (
  { segments },
  { hasSegment, note },
) => {
  const known = segments.filter((id) => {
    if (hasSegment(id)) return true
    note(`segment ${id} does not exist; it is skipped`)
    return false
  })
  return known.length === 0 ? undefined : { op: 'segment', segments: known }
}

export const readSegment: ReadClause<SegmentClause> = ({ segments }, { segment }) => {
  let asked: readonly (Segment | undefined)[] | undefined // parsed when a target is first asked about
  return (subject) => {
    asked ??= segments.map(segment)
    for (const one of asked) {
      const member = one?.(subject)
      if (member !== undefined) return member
    }
    return false
  }
}
