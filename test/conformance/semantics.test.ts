/**
 * The project's own cases: every line of Harness's evaluation semantics. They run in Node and in workerd.
 */
import { createFlags, type Target } from 'burgee'
import {
  type Clause,
  compileHarness,
  type Distribution,
  type FeatureConfig,
  type Segment,
} from 'burgee/harness'
import { describe, expect, it } from 'vitest'
import { boolFlag, clause, detailOf, ids, problemsOf, rule, stringFlag, variationOf } from './build.js'

const ada: Target = {
  identifier: 'ada',
  name: 'Ada Lovelace',
  attributes: { plan: 'pro', age: 36, empty: '' },
}

describe('typed values', () => {
  const served = (kind: FeatureConfig['kind'], value: string) => {
    const flag = { ...stringFlag('flag'), kind, variations: [{ identifier: 'a', value }] }
    return createFlags({
      snapshot: compileHarness({ flags: [flag] }).snapshot,
      logLevel: 'silent',
    }).forTarget(ada)
  }

  it.each([
    ['true', true],
    ['TRUE', true],
    ['True', true],
    ['false', false],
    ['yes', false],
    ['', false],
  ])('boolean: the text %j is %j', (text, value) => {
    expect(served('boolean', text).boolVariation('flag', !value)).toBe(value)
  })

  it.each([
    ['42', 42],
    ['-0.5', -0.5],
    ['1e3', 1000],
    ['12 apples', 12],
  ])('number: the text %j is %j', (text, value) => {
    expect(served('int', text).numberVariation('flag', 7)).toBe(value)
  })

  it.each(['', 'apples', 'NaN', 'Infinity'])(
    'number: the text %j cannot be read, so the fallback is served',
    (text) => {
      expect(served('int', text).numberVariation('flag', 7)).toBe(7)
      expect(served('int', text).detail('flag', 7)).toMatchObject({
        errorCode: 'PARSE_ERROR',
        variation: undefined,
      })
    },
  )

  it.each([
    ['{"a":[1,null]}', { a: [1, null] }],
    ['[]', []],
    ['"text"', 'text'],
    ['null', null],
  ])('JSON: the text %j is %j', (text, value) => {
    expect(served('json', text).jsonVariation<unknown>('flag', 'fallback')).toEqual(value)
  })

  it('JSON: a text that does not parse serves the fallback', () => {
    expect(served('json', '{').jsonVariation('flag', { safe: true })).toEqual({ safe: true })
    expect(served('json', '{').detail('flag', {}).errorCode).toBe('PARSE_ERROR')
  })

  it('JSON: the value is shared by all requests, so it cannot be changed', () => {
    const value = served('json', '{"deep":{"list":[1]}}').jsonVariation('flag', { deep: { list: [0] } })
    expect(() => value.deep.list.push(2)).toThrow(TypeError)
  })

  it('string: the text is the value', () => {
    expect(served('string', ' any\ntext ').stringVariation('flag', '')).toBe(' any\ntext ')
  })
})

describe('step 1: unknown flags and other types', () => {
  it('an unknown flag gets the fallback', () => {
    const detail = detailOf({ flags: [] as FeatureConfig[] }, 'no-such', ada)
    expect(detail).toMatchObject({ value: null, errorCode: 'FLAG_NOT_FOUND', reason: 'flag_not_found' })
  })

  it.each(['boolean', 'int', 'string', 'json'] as const)(
    'a flag of type %s answers only its own method',
    (kind) => {
      const flag = { ...stringFlag('flag'), kind, variations: [{ identifier: 'a', value: '1' }] }
      const flags = createFlags({
        snapshot: compileHarness({ flags: [flag] }).snapshot,
        logLevel: 'silent',
      }).forTarget(ada)
      const answers = {
        boolean: flags.boolVariation('flag', true) === false,
        int: flags.numberVariation('flag', 7) === 1,
        string: flags.stringVariation('flag', 'fallback') === '1',
        json: flags.jsonVariation<unknown>('flag', 'fallback') === 1,
      }
      expect(answers).toEqual({ boolean: false, int: false, string: false, json: false, [kind]: true })
      expect(flags.flagType('flag')).toBe(kind)
      expect(flags.variation('flag', 'fallback')).toBe('a')
    },
  )

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is no flag', (key) => {
    expect(variationOf({ flags: [boolFlag('flag')] }, key, ada)).toBe('(fallback)')
  })

  it.each(['__proto__', 'constructor', '2'])('a flag may be called %s', (key) => {
    expect(variationOf({ flags: [boolFlag(key)] }, key, ada)).toBe('off')
  })
})

describe('step 2: prerequisites', () => {
  const needs = (feature: string, ...variations: string[]) => ({ feature, variations })
  const base = (parts: Partial<FeatureConfig> = {}) =>
    boolFlag('base', { defaultServe: { variation: 'on' }, ...parts })
  const gated = (...prerequisites: { feature: string; variations: string[] }[]) =>
    stringFlag('gated', { prerequisites })

  it('one that serves a wanted variation lets the flag decide', () => {
    expect(variationOf({ flags: [base(), gated(needs('base', 'off', 'on'))] }, 'gated', ada)).toBe('a')
  })

  it('one that serves another gives the off variation', () => {
    const detail = detailOf({ flags: [base(), gated(needs('base', 'off'))] }, 'gated', ada)
    expect(detail).toMatchObject({ variation: 'c', value: 'C', reason: 'prerequisite_failed' })
  })

  it('all must hold', () => {
    const flags = [base(), boolFlag('other'), gated(needs('base', 'on'), needs('other', 'on'))]
    expect(variationOf({ flags }, 'gated', ada)).toBe('c')
  })

  it('the prerequisites of a prerequisite must hold too, but do not change what it serves', () => {
    const root = (served: string) => boolFlag('root', { defaultServe: { variation: served } })
    const middle = base({ prerequisites: [needs('root', 'on')] })
    const flags = (served: string) => [root(served), middle, gated(needs('base', 'on'))]
    expect(variationOf({ flags: flags('on') }, 'gated', ada)).toBe('a')
    expect(variationOf({ flags: flags('off') }, 'gated', ada)).toBe('c')
    // Evaluated without its own prerequisites, `base` serves `on`, so a flag that wants `off` is not let through.
    expect(variationOf({ flags: [root('off'), middle, gated(needs('base', 'off'))] }, 'gated', ada)).toBe('c')
  })

  it('one that is switched off serves its off variation, and its own prerequisites still count', () => {
    const off = base({ state: 'off', prerequisites: [needs('root', 'on')] })
    const root = (served: string) => boolFlag('root', { defaultServe: { variation: served } })
    expect(variationOf({ flags: [root('on'), off, gated(needs('base', 'off'))] }, 'gated', ada)).toBe('a')
    expect(variationOf({ flags: [root('off'), off, gated(needs('base', 'off'))] }, 'gated', ada)).toBe('c')
  })

  it('one that is missing counts as met, and the compiler reports it', () => {
    const given = { flags: [base(), gated(needs('missing', 'on'), needs('base', 'on'))] }
    expect(variationOf(given, 'gated', ada)).toBe('a')
    expect(problemsOf(given)).toEqual([
      'noted flag gated: prerequisite missing does not exist; it counts as met',
    ])
    const alsoFails = { flags: [base(), gated(needs('missing', 'on'), needs('base', 'off'))] }
    expect(variationOf(alsoFails, 'gated', ada)).toBe('c')
  })

  it('one that was refused fails, as what is broken must not open a gate; the compiler reports it', () => {
    const malformed = { ...base(), variations: 'none' }
    const circular = base({ prerequisites: [needs('base', 'on')] })
    for (const refused of [malformed, circular]) {
      const given = { flags: [refused as FeatureConfig, gated(needs('base', 'on'))] }
      expect(variationOf(given, 'gated', ada)).toBe('c')
      expect(problemsOf(given)).toContain(
        'noted flag gated: prerequisite base was refused; it counts as not met',
      )
    }
  })

  it('one whose served variation does not exist fails', () => {
    const flags = [base({ defaultServe: { variation: 'gone' } }), gated(needs('base', 'on', 'gone'))]
    expect(variationOf({ flags }, 'gated', ada)).toBe('c')
  })

  it('a cycle refuses the flags on it, and those alone', () => {
    const flags = [
      boolFlag('one', { prerequisites: [needs('two', 'on')] }),
      boolFlag('two', { prerequisites: [needs('three', 'on')] }),
      boolFlag('three', { prerequisites: [needs('one', 'on')] }),
      boolFlag('self', { prerequisites: [needs('self', 'on')] }),
      boolFlag('innocent', { prerequisites: [needs('base', 'off')] }),
      boolFlag('base'),
    ]
    const refused = compileHarness({ flags }).issues.filter((issue) => issue.refused)
    expect(refused.map(({ key }) => key).sort()).toEqual(['one', 'self', 'three', 'two'])
    expect(variationOf({ flags }, 'one', ada)).toBe('(fallback)')
    expect(variationOf({ flags }, 'innocent', ada)).toBe('off')
  })

  it('prerequisites shared by prerequisites, many layers deep, are looked at once each', () => {
    const layer = (depth: number, side: string) =>
      boolFlag(`${side}${depth}`, {
        prerequisites:
          depth === 0 ? [] : [needs(`left${depth - 1}`, 'off'), needs(`right${depth - 1}`, 'off')],
      })
    const depths = Array.from({ length: 60 }, (_, depth) => depth)
    const flags = depths.flatMap((depth) => [layer(depth, 'left'), layer(depth, 'right')])
    expect(variationOf({ flags }, 'left59', ada)).toBe('off') // 2^60 visits, if each were walked each time
  })

  it('a chain of 20,000 does not exhaust the stack', () => {
    const flags = Array.from({ length: 20_000 }, (_, place) =>
      boolFlag(`f${place}`, { prerequisites: place === 0 ? [] : [needs(`f${place - 1}`, 'off')] }),
    )
    expect(detailOf({ flags }, 'f19999', ada)).toMatchObject({ variation: 'off', reason: 'default' })
  })
})

describe('step 3: state off', () => {
  it('serves the off variation, whoever asks', () => {
    const flag = stringFlag('flag', {
      state: 'off',
      variationToTargetMap: [{ variation: 'b', targets: ids('ada') }],
    })
    expect(detailOf({ flags: [flag] }, 'flag', ada)).toMatchObject({ variation: 'c', reason: 'off' })
    expect(variationOf({ flags: [flag] }, 'flag')).toBe('c')
  })
})

describe('step 4: target lists', () => {
  const beta: Segment = { identifier: 'beta', included: ids('bob') }
  const flag = stringFlag('flag', {
    variationToTargetMap: [
      { variation: 'b', targets: ids('ada'), targetSegments: ['beta'] },
      { variation: 'c', targets: ids('ada', 'cem') },
    ],
  })
  it.each([
    ['ada', 'b', 'target_match'],
    ['bob', 'b', 'target_match'],
    ['cem', 'c', 'target_match'],
    ['dot', 'a', 'default'],
    ['ADA', 'a', 'default'],
  ])('%s is served %s', (identifier, variation, reason) => {
    expect(detailOf({ flags: [flag], segments: [beta] }, 'flag', { identifier })).toMatchObject({
      variation,
      reason,
    })
  })
})

describe('step 5: rules', () => {
  it('the lowest priority number that matches decides; equal ones keep their order', () => {
    const always = [clause('plan', 'equal', 'pro')]
    const rules = [rule('c', always, 20), rule('b', always, 10), rule('a', always, 10)]
    const detail = detailOf({ flags: [stringFlag('flag', { rules })] }, 'flag', ada)
    expect(detail).toMatchObject({ variation: 'b', reason: 'rule_match', ruleId: 'rule-b' })
  })

  it('a rule matches if any of its clauses does', () => {
    const rules = [rule('b', [clause('plan', 'equal', 'free'), clause('age', 'equal', '36')])]
    expect(variationOf({ flags: [stringFlag('flag', { rules })] }, 'flag', ada)).toBe('b')
  })

  it('a rule without clauses matches nobody', () => {
    expect(variationOf({ flags: [stringFlag('flag', { rules: [rule('b', [])] })] }, 'flag', ada)).toBe('a')
  })

  it('`variation` wins over a distribution', () => {
    const distribution = { bucketBy: 'identifier', variations: [{ variation: 'c', weight: 100 }] }
    const rules = [
      { ...rule('b', [clause('plan', 'equal', 'pro')]), serve: { variation: 'b', distribution } },
    ]
    expect(variationOf({ flags: [stringFlag('flag', { rules })] }, 'flag', ada)).toBe('b')
  })

  it('a rule that serves a distribution splits', () => {
    const distribution = { bucketBy: 'identifier', variations: [{ variation: 'c', weight: 100 }] }
    const rules = [{ ...rule('b', [clause('plan', 'equal', 'pro')]), serve: { distribution } }]
    const detail = detailOf({ flags: [stringFlag('flag', { rules })] }, 'flag', ada)
    expect(detail).toMatchObject({ variation: 'c', reason: 'rule_rollout' })
  })

  it('a rule that serves nothing gives whom it matches the default, past the rules after it', () => {
    const matches = [clause('plan', 'equal', 'pro')]
    const rules = [{ ...rule('x', matches, 1), serve: {} }, rule('b', matches, 2)]
    expect(variationOf({ flags: [stringFlag('flag', { rules })] }, 'flag', ada)).toBe('a')
  })
})

describe('step 6: the default', () => {
  const distribution = { bucketBy: 'identifier', variations: [{ variation: 'b', weight: 100 }] }
  it.each([
    [{ variation: 'a' }, 'a', 'default'],
    [{ distribution }, 'b', 'default_rollout'],
    [{ variation: 'a', distribution }, 'b', 'default_rollout'],
    [{ variation: 'a', distribution: { bucketBy: 'identifier', variations: [] } }, 'a', 'default'],
  ])('%j serves %s', (defaultServe, variation, reason) => {
    expect(detailOf({ flags: [stringFlag('flag', { defaultServe })] }, 'flag', ada)).toMatchObject({
      variation,
      reason,
    })
  })
})

describe('step 7: variations that do not exist', () => {
  const always = [clause('plan', 'equal', 'pro')]
  it.each<[string, Partial<FeatureConfig>]>([
    ['the default', { defaultServe: { variation: 'gone' } }],
    ['no default', { defaultServe: null }],
    ['a rule', { rules: [rule('gone', always)] }],
    ['a target list', { variationToTargetMap: [{ variation: 'gone', targets: ids('ada') }] }],
    ['the off variation', { state: 'off', offVariation: 'gone' }],
    ['no off variation', { state: 'off', offVariation: null }],
  ])('%s: the fallback', (_, parts) => {
    const given = { flags: [stringFlag('flag', parts)] }
    expect(detailOf(given, 'flag', ada)).toMatchObject({ value: null, errorCode: 'GENERAL' })
    expect(problemsOf(given)).toEqual([
      expect.stringMatching(/^noted flag flag: (variation gone does not exist|no variation is set)/),
    ])
  })
})

describe('variations with one identifier', () => {
  it('the first is served, as in the Harness SDKs, and it is reported', () => {
    const variations = ['first', 'second'].map((value) => ({ identifier: 'a', value }))
    const given = { flags: [stringFlag('flag', { variations, offVariation: 'a' })] }
    expect(detailOf(given, 'flag', ada).value).toBe('first')
    expect(problemsOf(given)).toEqual(['noted flag flag: variation a is there twice; the first is used'])
  })
})

describe('a flag that cannot be written', () => {
  it('does not keep the others from being compiled', () => {
    const value = '['.repeat(20_000) + ']'.repeat(20_000)
    const deep: FeatureConfig = {
      ...stringFlag('deep'),
      kind: 'json',
      variations: [{ identifier: 'a', value }],
    }
    const given = { flags: [deep, stringFlag('flag')] }
    expect(variationOf(given, 'flag', ada)).toBe('a')
    // Some engines cannot write it, some cannot freeze it; no engine may throw.
    expect(variationOf(given, 'deep', ada)).toBe('(fallback)')
  })
})

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
    expect(problemsOf({ flags })).toEqual(['noted flag flag: segment missing does not exist; it is skipped'])
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
    ['gt', ['9'], '10', false], // a text: by string order
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
      expect.stringMatching(/^noted flag flag: the pattern "\(" is refused/),
    ])
  })
})

describe('percentage rollouts', () => {
  const flagBy = (bucketBy: string | null, ...weights: number[]) =>
    stringFlag('flag', {
      defaultServe: {
        distribution: {
          bucketBy,
          variations: weights.map((weight, place) => ({ variation: ['a', 'b', 'c'][place] ?? '', weight })),
        } satisfies Distribution,
      },
    })
  const serve = (flag: FeatureConfig, target?: Target) => variationOf({ flags: [flag] }, 'flag', target)

  // Buckets computed with the reference MurmurHash3: identifier:test → 57, plan:pro → 91, …; see bucketing.test.ts.
  it('serves the first variation whose cumulative weight reaches the bucket', () => {
    const bucket = bucketByTrial('ada')
    expect(serve(flagBy('identifier', bucket, 100 - bucket), { identifier: 'ada' })).toBe('a')
    expect(serve(flagBy('identifier', bucket - 1, 101 - bucket), { identifier: 'ada' })).toBe('b')
  })

  it('serves the last variation where the weights fall short', () => {
    expect(serve(flagBy('identifier', 0, 0), ada)).toBe('b')
  })

  it('serves the last variation where there is no target', () => {
    expect(serve(flagBy('identifier', 100, 0, 0))).toBe('c')
  })

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['empty', ''],
    ['0', 0],
    ['false', false],
    ['null', null],
  ])('buckets by identifier where the attribute is %s', (_, value) => {
    for (const identifier of ['ada', 'bob', 'cem', 'dot', 'eve', 'fay', 'gil']) {
      const byIdentifier = serve(flagBy('identifier', 50, 50), { identifier })
      expect(serve(flagBy('plan', 50, 50), { identifier, attributes: { plan: value } })).toBe(byIdentifier)
    }
  })

  it('buckets by an attribute: who shares it shares the variation', () => {
    const flag = flagBy('company', 50, 50)
    for (const company of ['acme', 'globex', 'initech']) {
      const served = new Set(
        Array.from({ length: 50 }, (_, i) =>
          serve(flag, { identifier: `user-${i}`, attributes: { company } }),
        ),
      )
      expect(served.size).toBe(1)
    }
  })

  it('a distribution that names no attribute goes by identifier', () => {
    for (const identifier of ['ada', 'bob', 'cem', 'dot', 'eve']) {
      expect(serve(flagBy(null, 50, 50), { identifier })).toBe(
        serve(flagBy('identifier', 50, 50), { identifier }),
      )
    }
  })

  /** The smallest weight at which the first variation is served. */
  const bucketByTrial = (identifier: string): number => {
    const weight = Array.from({ length: 100 }, (_, i) => i + 1).find(
      (candidate) => serve(flagBy('identifier', candidate, 0), { identifier }) === 'a',
    )
    if (weight === undefined) throw new Error('no bucket from 1 to 100')
    return weight
  }
})

describe('no target', () => {
  it('skips target lists and rules, and serves the default', () => {
    const flag = stringFlag('flag', {
      variationToTargetMap: [{ variation: 'b', targets: ids('') }],
      rules: [rule('b', [clause('identifier', 'starts_with', '')])],
    })
    expect(variationOf({ flags: [flag] }, 'flag')).toBe('a')
  })

  it('still looks at prerequisites', () => {
    const flags = [
      boolFlag('base'),
      stringFlag('flag', { prerequisites: [{ feature: 'base', variations: ['on'] }] }),
    ]
    expect(variationOf({ flags }, 'flag')).toBe('c')
  })
})

describe('optional members', () => {
  it('may all be null', () => {
    const flag: FeatureConfig = {
      ...stringFlag('flag'),
      rules: null,
      prerequisites: null,
      variationToTargetMap: null,
      version: null,
    }
    expect(variationOf({ flags: [flag] }, 'flag', ada)).toBe('a')
  })

  it('may all be left out', () => {
    const { feature, kind, state, variations, defaultServe, offVariation } = stringFlag('flag')
    const flag = { feature, kind, state, variations, defaultServe, offVariation }
    expect(variationOf({ flags: [flag] }, 'flag', ada)).toBe('a')
  })

  it('a map entry, a rule and a clause may be nearly empty', () => {
    const flag = stringFlag('flag', {
      variationToTargetMap: [{ variation: 'b', targets: null, targetSegments: null }],
      rules: [
        { ruleId: null, priority: null, clauses: null, serve: null },
        { clauses: [{}], serve: { variation: 'b' } },
      ],
    })
    expect(variationOf({ flags: [flag] }, 'flag', ada)).toBe('a')
  })
})
