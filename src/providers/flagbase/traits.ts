import type { HydrateExtra } from '../../core/extensions.js'
import type { TraitClause } from '../../core/format.js'
import { patternMatcher } from '../../pattern/match.js'

type TraitTest = (trait: unknown) => boolean

/** Each looks at traits of one type; any other trait fits none of them. Source: Flagbase's core. */
const OPERATORS: ReadonlyMap<string, (clause: TraitClause) => TraitTest | undefined> = new Map([
  ['equal', ({ value }: TraitClause) => onText((trait) => trait === value)],
  ['contains', ({ value }: TraitClause) => onText((trait) => trait.includes(value))],
  ['greater_than', ({ value }: TraitClause) => onNumber(value, (trait, limit) => trait > limit)],
  ['greater_than_or_equal', ({ value }: TraitClause) => onNumber(value, (trait, limit) => trait >= limit)],
  ['regex', ({ pattern }: TraitClause) => pattern && onText(patternMatcher(pattern))],
])

/** True for an operator that Flagbase has. */
export const isOperator = (name: string): boolean => OPERATORS.has(name)

/**
 * A condition on one trait, which holds for no identity without it. What cannot be decided, an operator that is
 * not known or a pattern that was refused, throws for identities that have the trait, and only for them.
 *
 * Source: Flagbase's SDKs. Only own properties are traits, and what is undefined is not there; null is.
 */
export const hydrateTrait: HydrateExtra = (clause) => {
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
 * A number in decimal, as Python and Go read it alike; `Number` also takes '', '0x1f' and 'Infinity'. There is one
 * way to match each text, so that a long one costs no more than its length.
 */
const DECIMAL = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i

const onNumber = (value: string, holds: (trait: number, limit: number) => boolean): TraitTest => {
  const limit = DECIMAL.test(value) ? Number(value) : Number.NaN
  return (trait) => typeof trait === 'number' && holds(trait, limit)
}
