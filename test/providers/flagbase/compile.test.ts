import { createFlags } from 'burgee'
import { compileFlagbase, flagbaseDialect } from 'burgee/flagbase'
import { describe, expect, it } from 'vitest'
import { openSnapshot } from '../../../src/core/snapshot.js'
import { flag, identity, problemsOf, rule, weighted } from '../../conformance/flagbase-build.js'

const headerOf = (snapshot: string) => JSON.parse(snapshot.slice(0, snapshot.indexOf('\n')))

describe('compileFlagbase', () => {
  it('takes flags, resources of a JSON:API document, and both', () => {
    const flags = [
      flag('one'),
      { type: 'flag', id: '2', attributes: flag('two') },
      { attributes: flag('three') },
    ]
    const { snapshot, issues } = compileFlagbase(flags)
    expect(issues).toEqual([])
    expect(
      openSnapshot(snapshot, flagbaseDialect)
        .all()
        .map((one) => one?.key),
    ).toEqual(['one', 'three', 'two'])
  })

  it('makes a string flag whose values are its variations’ keys, of the rules as well', () => {
    const given = flag('flag', {
      fallthroughVariations: weighted({ a: 50, b: 50 }),
      rules: [rule('x', 'equal', 'y', { ruleVariations: weighted({ c: 50, a: 50 }) })],
    })
    const { snapshot } = compileFlagbase([given])
    expect(JSON.parse(snapshot.split('\n')[1] ?? '')).toMatchObject({
      type: 'string',
      variations: [
        ['a', 'a'],
        ['b', 'b'],
        ['c', 'c'],
      ],
    })
    const flags = createFlags({ snapshot, dialect: flagbaseDialect }).forTarget(identity())
    expect(flags.flagType('flag')).toBe('string')
    expect(flags.all()).toEqual({ flag: flags.variation('flag', '') })
  })

  it('writes sums of weights as whole numbers up to 100', () => {
    const fallthroughVariations = weighted({ a: 0.5, b: 33.3, c: 0, d: 1e300, e: 1.7e308, f: 1.7e308 })
    const { snapshot } = compileFlagbase([flag('flag', { fallthroughVariations })])
    const bounds = JSON.parse(snapshot.split('\n')[1] ?? '').serve.parts.map(([bound]: [number]) => bound)
    expect(bounds).toEqual([1, 34, 34, 100, 100, 100])
  })

  it('gives the same snapshot for the same flags, in whatever order they came', () => {
    const [one, two] = [flag('one'), flag('two')]
    const compiled = [
      [one, two],
      [two, one],
    ].map((flags) => compileFlagbase(flags, { createdAt: 1, source: 's' }).snapshot)
    expect(compiled[0]).toBe(compiled[1])
    expect(headerOf(compiled[0] ?? '')).toMatchObject({ provider: 'flagbase', createdAt: 1, source: 's' })
  })

  it('of no flags is a snapshot', () => {
    const { snapshot } = compileFlagbase([])
    expect(createFlags({ snapshot, dialect: flagbaseDialect }).snapshot.flags).toBe(0)
  })

  it.each([[undefined], [null], [{}], [{ data: [] }], ['[]']])('%j is not a list', (flags) => {
    expect(() => compileFlagbase(flags as never)).toThrow(
      new TypeError('compileFlagbase: flags must be a list of flags, such as the `data` of an answer'),
    )
  })

  it.each([['murmur3'], [''], [null], [1]])('%j is no bucketing', (bucketing) => {
    expect(() => compileFlagbase([], { bucketing: bucketing as never })).toThrow(
      new TypeError(`compileFlagbase: bucketing must be 'sha256' or 'xxhash64', not ${bucketing}`),
    )
  })
})

describe('a flag that is not one', () => {
  const broken = (parts: object) => ({ ...flag('broken'), ...parts })
  const brokenRule = (parts: object) => broken({ rules: [{ ...rule('plan', 'equal', 'pro'), ...parts }] })

  it.each<[string, unknown, RegExp]>([
    ['null', null, /^refused flag #1: it is left out: the item: /],
    ['a string', 'dark-mode', /^refused flag #1: it is left out: the item: /],
    ['a list', [], /^refused flag #1: /],
    ['nothing', {}, /^refused flag #1: it is left out: flagKey: /],
    ['a resource without attributes', { type: 'flag', id: '7' }, /^refused flag #1: /],
    ['a resource with null for attributes', { attributes: null }, /^refused flag #1: /],
    ['an empty key', { flagKey: '' }, /^refused flag #1: it is left out: flagKey: /],
    ['a key that is a number', { flagKey: 1 }, /^refused flag #1: it is left out: flagKey: /],
    [
      'useFallthrough as text',
      broken({ useFallthrough: 'true' }),
      /broken: it is left out: useFallthrough: /,
    ],
    ['rules that are no list', broken({ rules: {} }), /broken: it is left out: rules: /],
    ['a rule that is null', broken({ rules: [null] }), /broken: it is left out: rules\.0: /],
    ['a rule without a trait', brokenRule({ traitKey: null }), /left out: rules\.0\.traitKey: /],
    ['a list for a trait’s value', brokenRule({ traitValue: ['pro'] }), /left out: rules\.0\.traitValue: /],
    ['a number for an operator', brokenRule({ operator: 1 }), /left out: rules\.0\.operator: /],
    ['negate as text', brokenRule({ negate: 'false' }), /left out: rules\.0\.negate: /],
    [
      'a variation without a key',
      broken({ fallthroughVariations: [{ weight: 1 }] }),
      /left out: fallthroughVariations\.0\.variationKey: /,
    ],
    [
      'a variation of a rule without a weight',
      brokenRule({ ruleVariations: [{ variationKey: 'a' }] }),
      /left out: rules\.0\.ruleVariations\.0\.weight: /,
    ],
    ['a weight as text', broken({ fallthroughVariations: weighted({ a: '1' as never }) }), /\.0\.weight: /],
    ['a negative weight', broken({ fallthroughVariations: weighted({ a: -1 }) }), /\.0\.weight: /],
    [
      'a weight that is no number',
      broken({ fallthroughVariations: weighted({ a: Number.NaN }) }),
      /weight: /,
    ],
    ['an infinite weight', broken({ fallthroughVariations: weighted({ a: 1 / 0 }) }), /\.0\.weight: /],
  ])('%s is left out and named, and the rest is compiled', (_, item, problem) => {
    for (const sent of [item, { type: 'flag', id: '1', attributes: item }]) {
      const { snapshot, issues } = compileFlagbase([flag('good'), sent])
      expect(
        openSnapshot(snapshot, flagbaseDialect)
          .all()
          .map((one) => one?.key),
      ).toEqual(['good'])
      expect(issues).toHaveLength(1)
      expect(problemsOf(flag('good'), sent)[0]).toMatch(problem)
    }
  })

  it('of two with one key, the first is kept', () => {
    const two = [flag('flag'), flag('flag', { fallthroughVariations: weighted({ other: 100 }) })]
    const { snapshot } = compileFlagbase(two)
    expect(
      createFlags({ snapshot, dialect: flagbaseDialect }).forTarget(identity()).variation('flag', ''),
    ).toBe('control')
    expect(problemsOf(...two)).toEqual([
      'noted flag flag: it was sent twice; the higher version is kept, otherwise the first',
    ])
  })
})

describe('what the compiler notes', () => {
  it.each([
    [
      'an unknown operator',
      [rule('plan', 'like', 'pro', { id: 'r1' })],
      "rule r1: operator 'like' is not known; targets that have the trait plan get the fallback",
    ],
    [
      'no operator, in a rule without an id',
      [rule('plan', 'x', 'pro', { id: null, operator: null })],
      "operator '' is not known; targets that have the trait plan get the fallback",
    ],
    [
      'a pattern that is refused',
      [rule('plan', 'regex', '(a', { id: 'r1' })],
      'rule r1: the pattern "(a" is refused, so targets that have the trait get the fallback: ' +
        'an unclosed ( at character 1: close it, or write \\( for the character',
    ],
    [
      'a rule without variations',
      [rule('plan', 'equal', 'pro', { id: 'r1', ruleVariations: null })],
      'rule r1: it has no variations; targets that it matches get the fallback',
    ],
  ])('%s', (_, rules, problem) => {
    expect(problemsOf(flag('flag', { rules }))).toEqual([`noted flag flag: ${problem}`])
    // What is not looked at is not worth a note.
    expect(problemsOf(flag('flag', { rules, useFallthrough: true }))).toEqual([])
  })

  it('no fallthrough variations', () => {
    expect(problemsOf(flag('flag', { fallthroughVariations: null }))).toEqual([
      'noted flag flag: it has no fallthrough variations; targets that no rule matches get the fallback',
    ])
  })

  it('nothing, if only optional members are missing or null', () => {
    expect(problemsOf({ flagKey: 'flag', fallthroughVariations: weighted({ a: 100 }) })).toEqual([])
    const nothing = { id: null, ruleType: null, traitValue: null, negate: null }
    const rules = [{ ...rule('plan', 'equal'), ...nothing }]
    expect(problemsOf(flag('flag', { useFallthrough: null, rules }))).toEqual([])
  })
})
