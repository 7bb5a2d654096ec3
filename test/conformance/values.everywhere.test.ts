/** Typed values, unknown flags and other types: the project's own cases, in Node and in workerd. Source: Harness's evaluation semantics. */
import { createFlags } from 'burgee'
import { compileHarness, type FeatureConfig } from 'burgee/harness'
import { describe, expect, it } from 'vitest'
import { ada, boolFlag, detailOf, stringFlag, variationOf } from './build.js'

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

  it('JSON: a string that does not parse serves the fallback', () => {
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
