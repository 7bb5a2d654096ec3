import type { WriteClause } from '../../../compile/dialect.js'
import type { ReadClause } from '../../../core/dialect.js'
import type { Clause } from '../../../core/format.js'
import { type PatternProgram, patternMatcher } from '../../../pattern/match.js'
import { compilePattern } from '../../../pattern/parse.js'
import { onText } from './attribute.js'
import type { AttributeClauseDraft } from './draft.js'

/** A regular expression is found anywhere in the attribute. Source: the Harness Go and Java SDKs. */
export interface MatchClause extends Clause {
  readonly op: 'match'
  readonly attribute: string
  readonly pattern: PatternProgram
}

export const writeMatch: WriteClause<AttributeClauseDraft, MatchClause> = (
  { attribute, values: [source] },
  { note },
) => {
  if (source === undefined) return undefined
  const compiled = compilePattern(source)
  if ('program' in compiled) return { op: 'match', attribute, pattern: compiled.program }
  note(`the pattern ${JSON.stringify(source)} is refused, so its clause never matches: ${compiled.problem}`)
  return undefined
}

export const readMatch: ReadClause<MatchClause> = ({ attribute, pattern }) =>
  onText(attribute, patternMatcher(pattern))
