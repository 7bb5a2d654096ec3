/**
 * Clauses that compare an attribute with one value. An attribute that is missing or empty never matches.
 * Source: the Harness server SDKs.
 *
 * @module
 */
import type { WriteClause } from '../../../compile/dialect.js'
import type { ReadClause } from '../../../core/dialect.js'
import type { Clause } from '../../../core/format.js'
import { onText } from './attribute.js'
import type { AttributeClauseDraft, CompareOp } from './draft.js'

export interface CompareClause extends Clause {
  readonly op: CompareOp
  readonly attribute: string
  readonly value: string
}

export const writeCompare =
  (op: CompareOp): WriteClause<AttributeClauseDraft, CompareClause> =>
  ({ attribute, values: [value] }) =>
    value === undefined ? undefined : { op, attribute, value }

const compare =
  (comparison: (value: string) => (text: string) => boolean): ReadClause<CompareClause> =>
  ({ attribute, value }) =>
    onText(attribute, comparison(value))

export const readEqual = compare((value) => {
  const folded = value.toLowerCase()
  return (text) => text === folded || text.toLowerCase() === folded
})

export const readEqualSensitive = compare((value) => (text) => text === value)

export const readStartsWith = compare((value) => (text) => text.startsWith(value))

export const readEndsWith = compare((value) => (text) => text.endsWith(value))

export const readContains = compare((value) => (text) => text.includes(value))

export const readGreaterThan: ReadClause<CompareClause> = ({ attribute, value }) => {
  const limit = value.trim() ? Number(value) : NaN
  return (subject) => {
    const raw = subject.raw(attribute)
    if (typeof raw === 'number' && !Number.isNaN(limit)) return raw > limit
    const text = subject.text(attribute)
    return text !== '' && text > value
  }
}
