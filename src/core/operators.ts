import { hydrateExtra } from './extensions.js'
import type { CompiledClause, TextOperator } from './format.js'
import { patternMatcher } from './pattern.js'
import type { Test } from './subject.js'

/** Finds out whether a target is in any of these segments, in order. */
export type SegmentTest = (segments: readonly string[]) => Test

/**
 * Turns a clause into a function, with everything that does not depend on the target done here, once. An
 * attribute that is missing or empty matches nothing. Source: the Harness SDKs.
 *
 * @throws where the clause is not what the compiler writes: a damaged snapshot
 */
export const hydrateClause = (clause: CompiledClause, inSegments: SegmentTest): Test => {
  if (clause.op === 'segment') return inSegments(clause.values)
  if (clause.op === 'trait') return hydrateExtra(clause)
  const { attribute } = clause
  if (clause.op === 'gt') return greaterThan(attribute, clause.values[0] ?? '')
  const holds =
    clause.op === 'match'
      ? patternMatcher(clause.pattern)
      : COMPARISONS[clause.op](clause.values[0] ?? '', clause.values)
  return (subject) => {
    const text = subject.text(attribute)
    return text !== '' && holds(text)
  }
}

type Comparison = (value: string, values: readonly string[]) => (text: string) => boolean

const COMPARISONS: Readonly<Record<Exclude<TextOperator, 'gt'>, Comparison>> = {
  equal: (value) => {
    const folded = value.toLowerCase()
    return (text) => text.toLowerCase() === folded
  },
  equal_sensitive: (value) => (text) => text === value,
  starts_with: (value) => (text) => text.startsWith(value),
  ends_with: (value) => (text) => text.endsWith(value),
  contains: (value) => (text) => text.includes(value),
  in: (_, values) => {
    const listed = new Set(values)
    return (text) => listed.has(text)
  },
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
