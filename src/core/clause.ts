import { type Dialect, need, type ReadContext, type Test } from './dialect.js'
import type { Clause } from './format.js'

/** What hydrating needs from the snapshot. */
export interface HydrateContext extends ReadContext {
  readonly dialect: Dialect
}

/** A test for each list of clauses: it is true if all of them hold. */
export const hydrateWhen = (when: readonly (readonly Clause[])[], context: HydrateContext): Test[] =>
  when.map((clauses) => {
    const tests = clauses.map((clause) => need(context.dialect.clauses, clause.op)(clause, context))
    const [only] = tests
    return only && tests.length === 1 ? only : (subject) => tests.every((test) => test(subject))
  })
