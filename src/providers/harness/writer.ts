import type { ClauseWriters, DialectWriter } from '../../compile/dialect.js'
import type { StandardReason } from '../../core/format.js'
import { writeCompare } from './clauses/compare.js'
import type { AttributeClauseDraft, HarnessClauseDraft } from './clauses/draft.js'
import { writeIn } from './clauses/in.js'
import { writeMatch } from './clauses/match.js'
import type { SegmentClause } from './clauses/segment.js'
import { writeSegment } from './clauses/segment.js'
import { type HarnessClause, harnessDialect } from './dialect.js'

/** The clauses on one attribute. Harness has the same names for them. */
export const attributeClauses: ClauseWriters<AttributeClauseDraft, Exclude<HarnessClause, SegmentClause>> = {
  equal: writeCompare('equal'),
  equal_sensitive: writeCompare('equal_sensitive'),
  starts_with: writeCompare('starts_with'),
  ends_with: writeCompare('ends_with'),
  contains: writeCompare('contains'),
  gt: writeCompare('gt'),
  in: writeIn,
  match: writeMatch,
}

const clauses: ClauseWriters<HarnessClauseDraft, HarnessClause> = {
  ...attributeClauses,
  segment: writeSegment,
}

/**
 * OpenFeature's words. Its specification has DISABLED for a flag that is off in the management system, and DEFAULT for
 * a flag that fell back to a configured value, as one does whose prerequisite failed.
 */
const reasons = {
  flag_not_found: 'ERROR',
  error: 'ERROR',
  off: 'DISABLED',
  prerequisite_failed: 'DEFAULT',
  target_match: 'TARGETING_MATCH',
  rule_match: 'TARGETING_MATCH',
  rule_rollout: 'SPLIT',
  default: 'DEFAULT',
  default_rollout: 'SPLIT',
} as const satisfies Record<string, StandardReason>

export type HarnessReason = keyof typeof reasons

export const harnessWriter: DialectWriter = { dialect: harnessDialect, clauses, reasons }
