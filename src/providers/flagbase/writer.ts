import type { ClauseWriters, DialectWriter } from '../../compile/dialect.js'
import type { StandardReason } from '../../core/format.js'
import { flagbaseDialect } from './dialect.js'
import { type TraitClause, type TraitClauseDraft, writeTrait } from './traits.js'

const clauses: ClauseWriters<TraitClauseDraft, TraitClause> = { trait: writeTrait }

/** No Flagbase flag is ever off or has prerequisites, so `off` and `prerequisite_failed` do not occur. */
const reasons = {
  missing_flag_key_in_store: 'ERROR',
  evaluation_error: 'ERROR',
  off: 'DISABLED',
  prerequisite_failed: 'DEFAULT',
  targeted: 'TARGETING_MATCH',
  targeted_weighted: 'SPLIT',
  fallthrough: 'DEFAULT',
  fallthrough_weighted: 'SPLIT',
} as const satisfies Record<string, StandardReason>

export type FlagbaseReason = keyof typeof reasons

export const flagbaseWriter: DialectWriter = { dialect: flagbaseDialect, clauses, reasons }
