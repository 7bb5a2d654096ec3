import { own } from '../core/dialect.js'
import type { Clause } from '../core/format.js'
import type { DialectWriter, WriteContext } from './dialect.js'
import type { ClauseDraft } from './draft.js'

/** What clauses are compiled with. */
export interface ClauseContext extends WriteContext {
  readonly writer: DialectWriter
  /** Adds to the names that the header says are in use. */
  readonly uses: (name: string) => void
}

/** The lists of clauses that can hold. A list with a clause that can never hold is left out, and so is an empty one. */
export const compileWhen = (
  when: readonly (readonly ClauseDraft[])[],
  context: ClauseContext,
): readonly (readonly Clause[])[] =>
  when.map((drafts) => compileAll(drafts, context)).filter((clauses) => clauses.length > 0)

const compileAll = (drafts: readonly ClauseDraft[], context: ClauseContext): readonly Clause[] => {
  const clauses = drafts
    .map((draft) => compileClause(draft, context))
    .filter((clause) => clause !== undefined)
  if (clauses.length < drafts.length) return []
  for (const { op, attribute } of clauses) {
    context.uses(op)
    if (attribute !== undefined) context.reads(attribute)
  }
  return clauses
}

/** @throws TypeError if the dialect has no such clause: the provider's own mistake */
const compileClause = (draft: ClauseDraft, context: ClauseContext): Clause | undefined => {
  const { clauses, dialect } = context.writer
  const write = own(clauses, draft.op)
  if (write === undefined || own(dialect.clauses, draft.op) === undefined) {
    throw new TypeError(`clause ${draft.op} is not in dialect ${dialect.name}`)
  }
  const clause = write(draft, context)
  if (clause && own(dialect.clauses, clause.op) === undefined) {
    throw new TypeError(
      `clause ${draft.op} was written as ${clause.op}, which is not in dialect ${dialect.name}`,
    )
  }
  return clause
}
