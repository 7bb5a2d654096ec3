/** Segments: the project's own cases, in Node and in workerd. Source: Harness's evaluation semantics. */
import type { Target } from 'burgee'
import { compileHarness, type Segment } from 'burgee/harness'
import { describe, expect, it } from 'vitest'
import { ada, clause, ids, problemsOf, rule, stringFlag, variationOf } from './build.js'

describe('segments', () => {
  const inList = (segments: readonly Segment[], list: readonly string[], target: Target = ada) =>
    variationOf(
      {
        flags: [stringFlag('flag', { rules: [rule('b', [clause('', 'segmentMatch', ...list)])] })],
        segments,
      },
      'flag',
      target,
    ) === 'b'
  const pro = clause('plan', 'equal', 'pro')
  const free = clause('plan', 'equal', 'free')
  const segment = (parts: Partial<Segment>): Segment => ({ identifier: 's', ...parts })

  it.each<[string, Partial<Segment>, boolean]>([
    ['included by name', { included: ids('bob', 'ada') }, true],
    ['not included', { included: ids('bob') }, false],
    ['excluded by name, though included', { included: ids('ada'), excluded: ids('ada') }, false],
    ['excluded by name, though a rule matches', { excluded: ids('ada'), rules: [pro] }, false],
    ['any clause of the legacy rules', { rules: [free, pro] }, true],
    ['no clause of the legacy rules', { rules: [free] }, false],
    [
      'a serving rule of which all clauses match',
      { servingRules: [{ priority: 1, clauses: [pro, clause('age', 'equal', '36')] }] },
      true,
    ],
    [
      'a serving rule of which one clause does not match',
      { servingRules: [{ priority: 1, clauses: [pro, free] }] },
      false,
    ],
    [
      'any of several serving rules',
      {
        servingRules: [
          { priority: 1, clauses: [free] },
          { priority: 2, clauses: [pro] },
        ],
      },
      true,
    ],
    [
      'serving rules stand instead of legacy rules',
      { servingRules: [{ priority: 1, clauses: [free] }], rules: [pro] },
      false,
    ],
    ['an empty list of serving rules leaves the legacy rules', { servingRules: [], rules: [pro] }, true],
    ['a serving rule without clauses', { servingRules: [{ priority: 1, clauses: [] }] }, false],
    [
      'a serving rule with a clause that can never match',
      { servingRules: [{ priority: 1, clauses: [pro, { attribute: 'plan' }] }] },
      false,
    ],
    ['nothing at all', {}, false],
    ['everything null', { included: null, excluded: null, rules: null, servingRules: null }, false],
  ])('%s', (_, parts, expected) => {
    expect(inList([segment(parts)], ['s'])).toBe(expected)
  })

  it('any segment of the list will do', () => {
    expect(inList([segment({}), { identifier: 't', included: ids('ada') }], ['s', 't'])).toBe(true)
  })

  it('excluded from one means out of the whole list, if that one comes first', () => {
    const excludes = segment({ excluded: ids('ada') })
    const includes: Segment = { identifier: 't', included: ids('ada') }
    expect(inList([excludes, includes], ['s', 't'])).toBe(false)
    expect(inList([excludes, includes], ['t', 's'])).toBe(true)
  })

  it('a missing segment is skipped, and reported', () => {
    expect(inList([segment({ included: ids('ada') })], ['missing', 's'])).toBe(true)
    expect(inList([], ['missing'])).toBe(false)
    const flags = [stringFlag('flag', { rules: [rule('b', [clause('', 'segmentMatch', 'missing')])] })]
    expect(problemsOf({ flags })).toEqual([
      'noted flag flag: rule rule-b: segment missing does not exist; it is skipped',
    ])
  })

  it('a segment may ask for segments', () => {
    const outer = segment({ rules: [clause('', 'segmentMatch', 't')] })
    expect(inList([outer, { identifier: 't', included: ids('ada') }], ['s'])).toBe(true)
  })

  it('segments that lead back to themselves keep their lists and lose those rules', () => {
    const outer = segment({ included: ids('bob'), rules: [clause('', 'segmentMatch', 't'), free] })
    const inner: Segment = { identifier: 't', rules: [clause('', 'segmentMatch', 's'), pro] }
    expect(inList([outer, inner], ['s'])).toBe(false)
    expect(inList([outer, inner], ['s'], { identifier: 'bob' })).toBe(true)
    expect(inList([outer, inner], ['t'])).toBe(true)
    const issues = compileHarness({ flags: [stringFlag('flag')], segments: [outer, inner] }).issues
    expect(issues.map(({ key, refused }) => [key, refused])).toEqual([
      ['s', false],
      ['t', false],
    ])
  })
})
