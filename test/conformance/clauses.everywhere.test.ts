/** Clauses and their operators: the project's own cases, in Node and in workerd. Source: Harness's evaluation semantics. */
import type { Target } from 'burgee'
import type { Clause } from 'burgee/harness'
import { describe, expect, it } from 'vitest'
import { ada, clause, problemsOf, rule, stringFlag, variationOf } from './build.js'

describe('clauses', () => {
  const matches = (tested: Clause, attributes: Record<string, unknown> = {}, parts: Partial<Target> = {}) =>
    variationOf({ flags: [stringFlag('flag', { rules: [rule('b', [tested])] })] }, 'flag', {
      identifier: 'ada',
      attributes,
      ...parts,
    }) === 'b'

  it.each<[string, string[], unknown, boolean]>([
    ['equal', ['PRO'], 'pro', true],
    ['equal', ['pro'], 'PRO', true],
    ['equal', ['pro'], 'prof', false],
    ['equal', ['ΣΑΣ'], 'σας', 'σας' === 'ΣΑΣ'.toLowerCase()],
    ['equal', ['free', 'pro'], 'pro', false], // only the first value counts
    ['equal_sensitive', ['pro'], 'pro', true],
    ['equal_sensitive', ['PRO'], 'pro', false],
    ['starts_with', ['pr'], 'pro', true],
    ['starts_with', ['PR'], 'pro', false],
    ['ends_with', ['ro'], 'pro', true],
    ['ends_with', ['RO'], 'pro', false],
    ['contains', ['r'], 'pro', true],
    ['contains', ['R'], 'pro', false],
    ['in', ['free', 'pro'], 'pro', true],
    ['in', ['free', 'PRO'], 'pro', false],
    ['in', ['pro'], 'pro', true],
    ['gt', ['9'], 10, true], // a number and a value that reads as one: by number
    ['gt', ['9'], '10', false], // a string: by string order
    ['gt', ['10'], 10, false],
    ['gt', ['1e1'], 11, true],
    ['gt', ['ten'], 9, false], // the value is no number: by string order, and '9' < 't'
    ['gt', ['a'], 'b', true],
    ['gt', [''], 5, true], // an empty value is no number either
    ['match', ['^pr.$'], 'pro', true],
    ['match', ['r'], 'pro', true], // unanchored
    ['match', ['^r'], 'pro', false],
    ['match', ['[0-9]{2,}'], 'a123', true],
    ['equal', ['true'], true, true],
    ['equal', ['false'], false, true],
    ['equal', ['0'], 0, true],
    ['equal', ['1.5'], 1.5, true],
    ['in', ['a,b'], ['a', 'b'], true], // a list reads as its items with commas
  ])('%s %j against %j is %j', (op, values, attribute, expected) => {
    expect(matches(clause('plan', op, ...values), { plan: attribute })).toBe(expected)
  })

  it.each<[string, Clause]>([
    ['no operator', { attribute: 'plan', op: null, values: ['pro'] }],
    ['an empty operator', { attribute: 'plan', op: '', values: ['pro'] }],
    ['no values', { attribute: 'plan', op: 'equal', values: [] }],
    ['null for values', { attribute: 'plan', op: 'equal', values: null }],
    ['an unknown operator', clause('plan', 'resembles', 'pro')],
    ['an operator in another case', clause('plan', 'Equal', 'pro')],
    ['a missing attribute', clause('no-such', 'contains', '')],
  ])('%s never matches', (_, tested) => {
    expect(matches(tested, { plan: 'pro' })).toBe(false)
  })

  it.each<[unknown]>([[undefined], [null], [''], [[]]])('an attribute that is %j never matches', (value) => {
    expect(matches(clause('plan', 'starts_with', ''), { plan: value })).toBe(false)
  })

  it('an unknown operator is reported', () => {
    const flags = [stringFlag('flag', { rules: [rule('b', [clause('plan', 'resembles', 'pro')])] })]
    expect(problemsOf({ flags })).toEqual([
      'noted flag flag: operator resembles is not known; its clause never matches',
    ])
  })

  it('negate is ignored, and reported', () => {
    const negated = { ...clause('plan', 'equal', 'pro'), negate: true }
    expect(matches(negated, { plan: 'pro' })).toBe(true)
    const flags = [stringFlag('flag', { rules: [rule('b', [negated])] })]
    expect(problemsOf({ flags })).toEqual(['noted flag flag: `negate` is ignored, as in every Harness SDK'])
  })

  it('identifier and name are the target’s own', () => {
    expect(matches(clause('identifier', 'equal', 'ada'), { identifier: 'attribute' })).toBe(true)
    expect(matches(clause('identifier', 'equal', 'attribute'), { identifier: 'attribute' })).toBe(false)
    expect(matches(clause('name', 'equal', 'Ada'), { name: 'attribute' }, { name: 'Ada' })).toBe(true)
    expect(matches(clause('name', 'equal', 'attribute'), { name: 'attribute' })).toBe(true)
    expect(matches(clause('name', 'equal', 'ada'))).toBe(false)
  })

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('%s is not inherited', (attribute) => {
    expect(matches(clause(attribute, 'contains', 'o'), {})).toBe(false)
  })

  it('an attribute that cannot be written as text never matches and never throws', () => {
    const hostile = {
      toString: () => {
        throw new Error('hostile')
      },
    }
    expect(matches(clause('plan', 'contains', 'o'), { plan: hostile })).toBe(false)
    expect(matches(clause('plan', 'contains', 'o'), { plan: Object.create(null) })).toBe(false)
  })

  it('a pattern that cannot be used never matches, and is reported', () => {
    const given = { flags: [stringFlag('flag', { rules: [rule('b', [clause('plan', 'match', '(')])] })] }
    expect(variationOf(given, 'flag', ada)).toBe('a')
    expect(problemsOf(given)).toEqual([
      expect.stringMatching(/^noted flag flag: rule rule-b: the pattern "\(" is refused/),
    ])
  })
})
