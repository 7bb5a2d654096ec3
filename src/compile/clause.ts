import type { CompiledClause } from '../core/format.js'
import type { ClauseDraft } from './draft.js'
import { compilePattern } from './pattern.js'

/** What a clause is compiled against, and where its problems go. */
export interface ClauseContext {
  readonly hasSegment: (id: string) => boolean
  readonly note: (problem: string) => void
}

/** Undefined for a clause that can never match: it is left out. */
export const compileClause = (clause: ClauseDraft, context: ClauseContext): CompiledClause | undefined => {
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
    const pattern = compilePattern(first)
    if ('problem' in pattern) {
      context.note(
        `the pattern ${JSON.stringify(first)} is refused, so its clause never matches: ${pattern.problem}`,
      )
      return undefined
    }
    return { op, attribute, pattern: pattern.program }
  }
  return { op, attribute, values: op === 'in' ? [...new Set(values)] : [first] }
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
