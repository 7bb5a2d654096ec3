import type { ClauseReaders, Dialect } from '../../core/dialect.js'
import { bucketByAttribute } from './bucketing.js'
import {
  type CompareClause,
  readContains,
  readEndsWith,
  readEqual,
  readEqualSensitive,
  readGreaterThan,
  readStartsWith,
} from './clauses/compare.js'
import { type InClause, readIn } from './clauses/in.js'
import { type MatchClause, readMatch } from './clauses/match.js'
import { readSegment, type SegmentClause } from './clauses/segment.js'

export type HarnessClause = CompareClause | InClause | MatchClause | SegmentClause

const clauses: ClauseReaders<HarnessClause> = {
  equal: readEqual,
  equal_sensitive: readEqualSensitive,
  starts_with: readStartsWith,
  ends_with: readEndsWith,
  contains: readContains,
  gt: readGreaterThan,
  in: readIn,
  match: readMatch,
  segment: readSegment,
}

/** How Harness Feature Flags evaluates. */
export const harnessDialect: Dialect = {
  name: 'harness',
  clauses,
  bucketings: { murmur3: bucketByAttribute },
}
