import type { CompiledClause, TextList } from '../core/format.js'
import type { PatternProgram } from '../pattern/match.js'
import { compilePattern } from '../pattern/parse.js'
import type { ClauseDraft, TraitClauseDraft } from './draft.js'

/** What a clause is compiled against, and where its problems go. */
export interface ClauseContext {
  readonly hasSegment: (id: string) => boolean
  /** What stands for a list in the line. */
  readonly list: (values: readonly string[]) => TextList
  readonly note: (problem: string) => void
}

/** Undefined for a clause that can never match: it is left out. */
const compileClause = (clause: ClauseDraft, context: ClauseContext): CompiledClause | undefined => {
  if (clause.op === 'trait') return compileTrait(clause, context)
  const { op, attribute, values } = clause
  const [first] = values
  if (first === undefined) return undefined
  if (op === 'segment') {
    const known = values.filter((id) => {
      if (context.hasSegment(id)) return true
      context.note(`segment ${id} does not exist; it is skipped`)
      return false
    })
    return known.length === 0 ? undefined : { op, values: known }
  }
  if (op === 'match') {
    const pattern = takePattern(first, 'its clause never matches', context)
    return pattern && { op, attribute, pattern }
  }
  if (op === 'in') return { op, attribute, list: context.list(values) }
  return { op, attribute, values: [first] }
}

const compileTrait = (clause: TraitClauseDraft, context: ClauseContext): CompiledClause => {
  if (clause.operator !== 'regex') return clause
  const pattern = takePattern(clause.value, 'whoever has the trait gets the fallback', context)
  return pattern === undefined ? clause : { ...clause, pattern }
}

const takePattern = (source: string, effect: string, { note }: ClauseContext): PatternProgram | undefined => {
  const compiled = compilePattern(source)
  if ('program' in compiled) return compiled.program
  note(`the pattern ${JSON.stringify(source)} is refused, so ${effect}: ${compiled.problem}`)
  return undefined
}

/** Any of these; the ones that can never match are left out. */
export const compileAny = (clauses: readonly ClauseDraft[], context: ClauseContext): CompiledClause[] =>
  clauses.map((clause) => compileClause(clause, context)).filter((clause) => clause !== undefined)

/** All of these; undefined where one can never match, or there is none: no target is let in by an empty list. */
export const compileAll = (
  clauses: readonly ClauseDraft[],
  context: ClauseContext,
): CompiledClause[] | undefined => {
  const compiled = compileAny(clauses, context)
  return compiled.length === clauses.length && compiled.length > 0 ? compiled : undefined
}
