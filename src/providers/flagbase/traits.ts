import type { WriteClause } from '../../compile/dialect.js'
import type { ClauseDraft } from '../../compile/draft.js'
import type { ReadClause } from '../../core/dialect.js'
import type { Clause } from '../../core/format.js'
import { type PatternProgram, patternMatcher } from '../../pattern/match.js'
import { compilePattern } from '../../pattern/parse.js'

/** A condition on one trait. `negate` still requires the trait. Source: Flagbase's SDKs. */
export interface TraitClause extends Clause {
  readonly op: 'trait'
  readonly attribute: string
  /** One of Flagbase's. With one that is not known, the evaluation fails for identities that have the trait. */
  readonly operator: string
  readonly value: string
  /** For the operator `regex`. Absent if the pattern was refused. The operator then counts as unknown. */
  readonly pattern?: PatternProgram
}

/** A rule's condition, as the polling service sends it. */
export interface TraitClauseDraft extends ClauseDraft, Omit<TraitClause, 'pattern' | 'op' | 'segments'> {
  readonly op: 'trait'
}

export const writeTrait: WriteClause<TraitClauseDraft, TraitClause> = (clause, { note }) => {
  if (clause.operator !== 'regex') return clause
  const compiled = compilePattern(clause.value)
  if ('program' in compiled) return { ...clause, pattern: compiled.program }
  const effect = 'so targets that have the trait get the fallback'
  note(`the pattern ${JSON.stringify(clause.value)} is refused, ${effect}: ${compiled.problem}`)
  return clause
}

type TraitTest = (trait: unknown) => boolean

/** Each looks at traits of one type, and never holds for a trait of another. Source: Flagbase's core. */
const OPERATORS: ReadonlyMap<string, (clause: TraitClause) => TraitTest | undefined> = new Map([
  ['equal', ({ value }: TraitClause) => onText((trait) => trait === value)],
  ['contains', ({ value }: TraitClause) => onText((trait) => trait.includes(value))],
  ['greater_than', ({ value }: TraitClause) => onNumber(value, (trait, limit) => trait > limit)],
  ['greater_than_or_equal', ({ value }: TraitClause) => onNumber(value, (trait, limit) => trait >= limit)],
  ['regex', ({ pattern }: TraitClause) => pattern && onText(patternMatcher(pattern))],
])

/** True if Flagbase has this operator. */
export const isOperator = (name: string): boolean => OPERATORS.has(name)

/**
 * Never holds for an identity that lacks the trait. If the operator is not known or the pattern was refused, the test
 * throws for identities that have the trait. Only own properties are traits. `null` is a trait, `undefined` is not.
 * Source: Flagbase's SDKs.
 */
export const readTrait: ReadClause<TraitClause> = (clause) => {
  const { attribute, operator, negate = false } = clause
  const holds = OPERATORS.get(operator)?.(clause)
  return ({ target: { attributes } }) => {
    const trait = attributes && Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined
    if (trait === undefined) return false
    if (holds === undefined) {
      const reason = operator === 'regex' ? 'its pattern was refused' : `operator '${operator}' is not known`
      throw new Error(
        `a rule on the trait ${attribute} cannot be evaluated: ${reason}; correct it in Flagbase`,
      )
    }
    return holds(trait) !== negate
  }
}

const onText =
  (holds: (trait: string) => boolean): TraitTest =>
  (trait) =>
    typeof trait === 'string' && holds(trait)

/**
 * A decimal number, as both Python and Go read it. `Number` would also take '', '0x1f' and 'Infinity'. There is one
 * way to match each string, so the time is linear in its length.
 */
const DECIMAL = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i

const onNumber = (value: string, holds: (trait: number, limit: number) => boolean): TraitTest => {
  const limit = DECIMAL.test(value) ? Number(value) : Number.NaN
  return (trait) => typeof trait === 'number' && holds(trait, limit)
}
