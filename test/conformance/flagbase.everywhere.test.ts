/** Flagbase's evaluation: the project's own cases, in Node and in workerd. Source: Flagbase's evaluation semantics. */
import { createFlags, type Target } from 'burgee'
import { compileFlagbase, flagbaseDialect, type Rule } from 'burgee/flagbase'
import { describe, expect, it } from 'vitest'
import { recorder } from '../kit/record.js'
import { detailOf, EVERY_BUCKET, flag, identity, rule, weighted } from './flagbase-build.js'

/** Whether a rule applies to an identity with these traits. */
const applies = (tested: Rule, traits: Record<string, unknown>): boolean =>
  detailOf(flag('flag', { rules: [tested] }), identity(traits)).variation === 'treatment'

const FAILED = { value: '(fallback)', variation: undefined, reason: 'evaluation_error' }

describe('operators', () => {
  it.each<[trait: unknown, operator: string, value: string | number | boolean | null, expected: boolean]>([
    ['pro', 'equal', 'pro', true],
    ['pro', 'equal', 'PRO', false],
    ['pro', 'equal', 'pr', false],
    ['', 'equal', '', true],
    ['', 'equal', null, true],
    [10, 'equal', '10', false], // a number is no text
    [true, 'equal', 'true', false],
    ['10', 'equal', 10, true],
    ['true', 'equal', true, true],
    ['0', 'equal', 0, true],
    ['false', 'equal', false, true],
    ['prose', 'contains', 'ros', true],
    ['prose', 'contains', 'ROS', false],
    ['prose', 'contains', '', true],
    ['', 'contains', 'a', false],
    [['pro'], 'contains', 'pro', false],
    [123, 'contains', '2', false],
    [11, 'greater_than', '10', true],
    [10, 'greater_than', '10', false],
    [9.9, 'greater_than', '10', false],
    ['11', 'greater_than', '10', false], // a string is no number
    [true, 'greater_than', '0', false],
    [null, 'greater_than', '-1', false],
    [11, 'greater_than', 10, true],
    [11, 'greater_than', true, false],
    [1001, 'greater_than', '1e3', true],
    [1000, 'greater_than', '1E+3', false],
    [0, 'greater_than', '-.5', true],
    [0, 'greater_than', '-1.', true],
    [6, 'greater_than', ' +5\n', true],
    [6, 'greater_than', '', false],
    [6, 'greater_than', ' ', false],
    [6, 'greater_than', null, false],
    [6, 'greater_than', 'five', false],
    [6, 'greater_than', '5 apples', false],
    [6, 'greater_than', '0x5', false],
    [6, 'greater_than', '.', false],
    [6, 'greater_than', '5e', false],
    [Number.NaN, 'greater_than', '5', false],
    [Number.POSITIVE_INFINITY, 'greater_than', '5', true],
    [10, 'greater_than_or_equal', '10', true],
    [11, 'greater_than_or_equal', '10', true],
    [9.99, 'greater_than_or_equal', '10', false],
    ['10', 'greater_than_or_equal', '10', false],
    [10, 'greater_than_or_equal', 'ten', false],
    ['ada@acme.io', 'regex', '@acme\\.io$', true],
    ['ada@acme.io', 'regex', 'acme', true], // anywhere
    ['ada@acme.io', 'regex', '^acme', false],
    ['ada@acme.io', 'regex', 'ACME', false],
    ['', 'regex', '^$', true],
    [10, 'regex', '10', false],
    [{ length: 2 }, 'regex', '', false],
  ])('%j %s %j is %j, and the opposite if it is negated', (trait, operator, value, expected) => {
    expect(applies(rule('trait', operator, value), { trait })).toBe(expected)
    expect(applies(rule('trait', operator, value, { negate: true }), { trait })).toBe(!expected)
    expect(applies(rule('trait', operator, value, { negate: null }), { trait })).toBe(expected)
  })

  it.each(['Equal', 'less_than', '', 'constructor', null])(
    '%j is not known: identities with the trait get the fallback, the others are not concerned',
    (operator) => {
      const given = flag('flag', { rules: [rule('trait', 'equal', '', { operator })] })
      expect(detailOf(given, identity({ trait: 'a' }))).toMatchObject({
        ...FAILED,
        errorCode: 'GENERAL',
        errorMessage: expect.stringMatching(/^a rule on the trait trait cannot be evaluated: operator/),
      })
      expect(detailOf(given)).toMatchObject({ value: 'control', reason: 'fallthrough' })
    },
  )

  it('an unknown operator is an error, even if it is negated or if the trait has another type', () => {
    for (const trait of ['a', 1, null, {}]) {
      const given = flag('flag', { rules: [rule('trait', 'like', 'a', { negate: true })] })
      expect(detailOf(given, identity({ trait }))).toMatchObject(FAILED)
    }
  })

  it('a pattern that cannot be used is an error, for identities with the trait', () => {
    const given = flag('flag', { rules: [rule('trait', 'regex', '(a)\\1')] })
    expect(detailOf(given, identity({ trait: 'aa' }))).toMatchObject({
      ...FAILED,
      errorMessage: expect.stringContaining('its pattern was refused'),
    })
    expect(detailOf(given)).toMatchObject({ value: 'control' })
  })
})

describe('a rule applies only if the identity has the trait', () => {
  const negated = (traitKey: string) => rule(traitKey, 'equal', 'never', { negate: true })

  it.each<[string, Record<string, unknown>, boolean]>([
    ['missing', {}, false],
    ['undefined', { trait: undefined }, false],
    ['null', { trait: null }, true],
    ['empty', { trait: '' }, true],
    ['false', { trait: false }, true],
  ])('one that is %s', (_, traits, expected) => {
    expect(applies(negated('trait'), traits)).toBe(expected)
  })

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('%s is not inherited', (traitKey) => {
    expect(applies(negated(traitKey), {})).toBe(false)
    expect(applies(negated(traitKey), JSON.parse(`{"${traitKey}":"own"}`))).toBe(true)
  })

  it('identifier and name are no traits', () => {
    const target: Target = { identifier: 'ada', name: 'Ada' }
    for (const key of ['identifier', 'name']) {
      const given = flag('flag', { rules: [rule(key, 'contains', '')] })
      expect(detailOf(given, target).variation).toBe('control')
      expect(detailOf(given, { ...target, attributes: { [key]: 'own' } }).variation).toBe('treatment')
    }
  })

  it('no identity has none, and gets the last of the fallthrough variations', () => {
    const { snapshot } = compileFlagbase([
      flag('flag', { rules: [negated('trait')], fallthroughVariations: weighted({ a: 99, b: 1 }) }),
    ])
    const flags = createFlags({ snapshot, dialect: flagbaseDialect, logLevel: 'silent' }).forTarget(undefined)
    expect(flags.detail('flag', '(fallback)')).toMatchObject({ value: 'b', reason: 'fallthrough_weighted' })
  })
})

describe('rules', () => {
  const first = rule('plan', 'equal', 'pro', { id: 'first', ruleVariations: weighted({ one: 100 }) })
  const second = rule('plan', 'contains', 'p', {
    id: 'second',
    ruleVariations: weighted({ two: 50, three: 50 }),
  })
  const broken = rule('plan', 'like', 'p', { id: 'broken' })

  it('are tried in order, and the first that matches decides', () => {
    const pro = identity({ plan: 'pro' })
    expect(detailOf(flag('flag', { rules: [first, second, broken] }), pro)).toEqual({
      value: 'one',
      variation: 'one',
      reason: 'targeted',
      ruleId: 'first',
    })
    expect(detailOf(flag('flag', { rules: [second, first] }), pro).ruleId).toBe('second')
    expect(detailOf(flag('flag', { rules: [broken, first] }), pro)).toMatchObject(FAILED)
  })

  it('one with more than one variation is `targeted_weighted`', () => {
    const detail = detailOf(flag('flag', { rules: [first, second] }), identity({ plan: 'plus' }))
    expect(detail).toMatchObject({ reason: 'targeted_weighted', ruleId: 'second' })
    expect(['two', 'three']).toContain(detail.value)
  })

  it.each([true, false, null, undefined])('if useFallthrough is %s', (useFallthrough) => {
    const given = flag('flag', { useFallthrough, rules: [broken, first] })
    expect(detailOf({ ...given, rules: [first] }, identity({ plan: 'pro' })).value).toBe(
      useFallthrough ? 'control' : 'one',
    )
    // What is not looked at cannot fail.
    expect(detailOf(given, identity({ plan: 'pro' })).reason).toBe(
      useFallthrough ? 'fallthrough' : 'evaluation_error',
    )
  })

  it.each([null, undefined, []])('%j for rules means none', (rules) => {
    expect(detailOf(flag('flag', { rules }))).toEqual({
      value: 'control',
      variation: 'control',
      reason: 'fallthrough',
    })
  })

  it('one without an id decides all the same', () => {
    const detail = detailOf(flag('flag', { rules: [{ ...first, id: null }] }), identity({ plan: 'pro' }))
    expect(detail).toEqual({ value: 'one', variation: 'one', reason: 'targeted' })
  })

  it.each([null, undefined, []])('one that matches with %j for variations serves the fallback', (none) => {
    const given = flag('flag', { rules: [rule('plan', 'equal', 'pro', { ruleVariations: none })] })
    expect(detailOf(given, identity({ plan: 'pro' }))).toMatchObject(FAILED)
    expect(detailOf(given, identity({ plan: 'free' }))).toMatchObject({ value: 'control' })
  })
})

describe('fallthrough', () => {
  it('with more than one variation is `fallthrough_weighted`', () => {
    const fallthroughVariations = weighted({ a: 50, b: 50 })
    expect(detailOf(flag('flag', { fallthroughVariations })).reason).toBe('fallthrough_weighted')
  })

  it.each([null, undefined, []])('of %j serves the fallback', (fallthroughVariations) => {
    const given = flag('flag', { fallthroughVariations, rules: [rule('plan', 'equal', 'pro')] })
    expect(detailOf(given)).toMatchObject(FAILED)
    expect(detailOf(given, identity({ plan: 'pro' }))).toMatchObject({ value: 'treatment' })
  })
})

describe('errors', () => {
  it('an unknown flag serves the fallback with a reason of its own, and a warning', () => {
    const { logger, lines } = recorder()
    const { snapshot } = compileFlagbase([flag('flag')])
    const flags = createFlags({ snapshot, dialect: flagbaseDialect, logger }).forTarget(identity())
    expect(flags.detail('other', 'fallback')).toMatchObject({
      value: 'fallback',
      variation: undefined,
      reason: 'missing_flag_key_in_store',
      errorCode: 'FLAG_NOT_FOUND',
    })
    expect(lines).toContainEqual(expect.stringMatching(/^warn .*other/))
  })

  it('a trait that throws when it is read serves the fallback, and does not reach the handler', () => {
    const hostile = Object.defineProperty({}, 'plan', {
      enumerable: true,
      get() {
        throw new Error('hostile')
      },
    })
    const given = flag('flag', { rules: [rule('plan', 'equal', 'pro')] })
    expect(detailOf(given, identity(hostile))).toMatchObject({ ...FAILED, errorMessage: 'hostile' })
  })

  it('variation() and stringVariation() give the fallback as well', () => {
    const { snapshot } = compileFlagbase([flag('flag', { rules: [rule('plan', 'like', 'pro')] })])
    const flags = createFlags({ snapshot, dialect: flagbaseDialect, logLevel: 'silent' }).forTarget(
      identity({ plan: 'pro' }),
    )
    expect(flags.variation('flag', 'a')).toBe('a')
    expect(flags.stringVariation('flag', 'b')).toBe('b')
    expect(flags.all()).toEqual({})
  })
})

describe('weighted choice', () => {
  // Computed with node:crypto and xxhash-wasm, as the semantics say, and not with the code that is tested.
  const BUCKETS: readonly [flagKey: string, identifier: string, sha256: number, xxhash64: number][] = [
    ['dark-mode', 'ada', 35, 87],
    ['dark-mode', 'bob', 78, 71],
    ['dark-mode', '', 87, 4],
    ['dark-mode', '名前', 42, 19],
    ['dark-mode', '😀', 74, 33],
    ['dark-mode', 'x'.repeat(200), 82, 80],
    ['checkout', 'ada', 51, 71],
    ['checkout', 'bob', 29, 54],
    ['checkout', '', 83, 26],
    ['checkout', '名前', 94, 74],
    ['checkout', '😀', 41, 70],
    ['checkout', 'x'.repeat(200), 73, 79],
    ['flag-ü', 'ada', 94, 50],
    ['flag-ü', 'bob', 51, 95],
    ['flag-ü', '', 65, 78],
    ['flag-ü', '名前', 73, 58],
    ['flag-ü', '😀', 26, 63],
    ['flag-ü', 'x'.repeat(200), 52, 27],
  ]

  it.each(BUCKETS)(
    '%s for %s is bucket %i by sha256, %i by xxhash64',
    (flagKey, identifier, sha256, xxhash64) => {
      const given = flag(flagKey, { fallthroughVariations: EVERY_BUCKET })
      const bucket = (...bucketing: ['sha256' | 'xxhash64'] | []) =>
        Number(detailOf(given, identity({}, identifier), ...bucketing).variation)
      expect([bucket(), bucket('sha256'), bucket('xxhash64')]).toEqual([sha256, sha256, xxhash64])
    },
  )

  it('is by flag and identifier alone: the same in rules and fallthrough, whatever the traits', () => {
    const rules = [rule('plan', 'equal', 'pro', { ruleVariations: EVERY_BUCKET })]
    const given = flag('dark-mode', { rules, fallthroughVariations: EVERY_BUCKET })
    expect(detailOf(given, identity({ plan: 'pro' })).variation).toBe('35')
    expect(detailOf(given, identity({ plan: 'free', age: 36 })).variation).toBe('35')
  })

  // dark-mode has ada in bucket 35.
  it.each<[string, Record<string, number>, string]>([
    ['a sum that is the bucket does not reach it', { a: 35, b: 65 }, 'b'],
    ['a sum one above does', { a: 36, b: 64 }, 'a'],
    ['a sum above by a fraction does', { a: 35.000001, b: 64 }, 'a'],
    ['a sum below by a fraction does not', { a: 34.999, b: 64 }, 'b'],
    ['fractions add up', { a: 11.7, b: 11.7, c: 11.7, d: 64.9 }, 'c'],
    ['fractions that add up to the bucket do not reach it', { a: 17.5, b: 17.5, c: 65 }, 'c'],
    ['a weight of 0 is never served', { a: 0, b: 35, c: 0, d: 65 }, 'd'],
    ['nor at the end', { a: 100, b: 0 }, 'a'],
    ['sums below the bucket leave it to the last', { a: 10, b: 10, c: 10 }, 'c'],
    ['sums below the bucket leave it to the last, even of weight 0', { a: 10, b: 0 }, 'b'],
    ['nothing but 0 leaves all to the last', { a: 0, b: 0, c: 0 }, 'c'],
    ['sums above 100 leave nothing to the rest', { a: 20, b: 500, c: 500 }, 'b'],
    ['weights that add up to more than a number can hold', { a: 20, b: 1.7e308, c: 1.7e308 }, 'b'],
    ['one variation is for all', { a: 1 }, 'a'],
    ['one variation is for all, even of weight 0', { a: 0 }, 'a'],
  ])('%s: %j', (_, weights, expected) => {
    expect(detailOf(flag('dark-mode', { fallthroughVariations: weighted(weights) })).variation).toBe(expected)
  })

  it('a variation may come twice', () => {
    const twice = [...weighted({ a: 30, b: 5 }), ...weighted({ a: 65 })]
    expect(detailOf(flag('dark-mode', { fallthroughVariations: twice })).variation).toBe('a')
  })
})
