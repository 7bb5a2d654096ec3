import { patternMatcher } from '../pattern/match.js'
import { hydrateExtra } from './extensions.js'
import type { CompiledClause, TextList, TextOperator } from './format.js'
import type { Test } from './subject.js'

/** Finds out whether a target is in any of these segments, in order. */
export type SegmentTest = (segments: readonly string[]) => Test

/** Finds out whether a text of this target's is in a list; none is an empty one. */
export type ListTest = (list: TextList | undefined) => (text: string) => boolean

/** What clauses need from the snapshot that they are part of. */
export interface ClauseContext {
  readonly inSegments: SegmentTest
  readonly listed: ListTest
}

/**
 * Turns a clause into a function, with everything that does not depend on the target done here, once. An
 * attribute that is missing or empty matches nothing. Source: the Harness SDKs.
 *
 * @throws where the clause is not what the compiler writes: a damaged snapshot
 */
export const hydrateClause = (clause: CompiledClause, { inSegments, listed }: ClauseContext): Test => {
  if (clause.op === 'segment') return inSegments(clause.values)
  if (clause.op === 'trait') return hydrateExtra(clause)
  const { attribute } = clause
  if (clause.op === 'gt') return greaterThan(attribute, clause.values[0] ?? '')
  const holds = hydrateTextTest(clause, listed)
  return (subject) => {
    const text = subject.text(attribute)
    return text !== '' && holds(text)
  }
}

type TextClause = Exclude<CompiledClause, { readonly op: 'segment' | 'trait' }>

const hydrateTextTest = (clause: TextClause, listed: ListTest): ReturnType<ListTest> => {
  if (clause.op === 'in') return listed(clause.list)
  if (clause.op === 'match') return patternMatcher(clause.pattern)
  return COMPARISONS[clause.op as TextOperator](clause.values[0] ?? '')
}

type Comparison = (value: string) => (text: string) => boolean

const COMPARISONS: Readonly<Record<TextOperator, Comparison>> = {
  equal: (value) => {
    const folded = value.toLowerCase()
    return (text) => text === folded || text.toLowerCase() === folded
  },
  equal_sensitive: (value) => (text) => text === value,
  starts_with: (value) => (text) => text.startsWith(value),
  ends_with: (value) => (text) => text.endsWith(value),
  contains: (value) => (text) => text.includes(value),
}

/** Numeric where the attribute is a number and the value reads as one; else by string order. */
const greaterThan = (attribute: string, value: string): Test => {
  const limit = value.trim() ? Number(value) : NaN
  return (subject) => {
    const raw = subject.raw(attribute)
    if (typeof raw === 'number' && !Number.isNaN(limit)) return raw > limit
    const text = subject.text(attribute)
    return text !== '' && text > value
  }
}
