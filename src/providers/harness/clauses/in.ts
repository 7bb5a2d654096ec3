import type { WriteClause } from '../../../compile/dialect.js'
import type { ReadClause } from '../../../core/dialect.js'
import type { Clause, StringList } from '../../../core/format.js'
import { onText } from './attribute.js'
import type { AttributeClauseDraft } from './draft.js'

/** The attribute is one of these values. Case matters. Source: the Harness server SDKs. */
export interface InClause extends Clause {
  readonly op: 'in'
  readonly attribute: string
  readonly list: StringList
}

export const writeIn: WriteClause<AttributeClauseDraft, InClause> = ({ attribute, values }, { list }) =>
  values.length === 0 ? undefined : { op: 'in', attribute, list: list(values) }

export const readIn: ReadClause<InClause> = ({ attribute, list }, { listed }) =>
  onText(attribute, listed(list))
