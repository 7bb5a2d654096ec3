import type { FeatureConfig, Segment } from 'burgee/harness'
import { describe, expect, it } from 'vitest'
import { ada, boolFlag, clause, detailOf, ids, problemsOf, rule, stringFlag, variationOf } from './build.js'

describe('step 3: state off', () => {
  it('serves the off variation to every target', () => {
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

  it('a rule without clauses matches no target', () => {
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
