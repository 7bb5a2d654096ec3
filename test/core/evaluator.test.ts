import { SnapshotError as FromBurgee } from 'burgee'
import { createEvaluator, SnapshotError } from 'burgee/core'
import { compileHarness } from 'burgee/harness'
import { describe, expect, it } from 'vitest'
import { ada, boolFlag, clause, rule, stringFlag } from '../conformance/build.js'

const { snapshot } = compileHarness({
  flags: [
    boolFlag('dark-mode', { rules: [rule('on', [clause('plan', 'equal', 'pro')])] }),
    stringFlag('greeting'),
    stringFlag('__proto__'),
  ],
})

describe('createEvaluator', () => {
  const { detail, all, revision } = createEvaluator(snapshot)

  it('evaluates for a target, and without one', () => {
    expect(detail('dark-mode', false, ada)).toEqual({
      value: true,
      variation: 'on',
      reason: 'rule_match',
      ruleId: 'rule-on',
    })
    expect(detail('dark-mode', true, undefined)).toMatchObject({ value: false, reason: 'default' })
  })

  it('gives the fallback, and why', () => {
    expect(detail('missing', 'fallback', ada)).toMatchObject({
      value: 'fallback',
      errorCode: 'FLAG_NOT_FOUND',
    })
    expect(detail('greeting', 7, ada)).toMatchObject({ value: 7, errorCode: 'TYPE_MISMATCH' })
    expect(detail('greeting', null, ada)).toMatchObject({ value: 'A' })
  })

  it('finds keys that are no text nowhere, and those that cannot be written do not disturb the next', () => {
    const unwritable = {
      toString() {
        throw new Error('no')
      },
    }
    for (const key of [7n, unwritable, Symbol('key'), -0, Number.NaN, {}, ['greeting'], null, undefined]) {
      for (const _ of ['first', 'again']) {
        expect(detail(key as string, 'fallback', ada).errorCode, typeof key).toMatch(/NOT_FOUND|GENERAL/)
        expect(detail('greeting', 'fallback', ada).value).toBe('A')
        detail(key as string, 'fallback', ada)
      }
    }
  })

  it('gives all values, whatever they are named', () => {
    expect(Object.entries(all(ada))).toEqual([
      ['__proto__', 'A'],
      ['dark-mode', true],
      ['greeting', 'A'],
    ])
  })

  it('names its content, and refuses what is no snapshot', () => {
    expect(revision).toMatch(/^[0-9a-f]{16}$/)
    expect(() => createEvaluator('garbage')).toThrow(SnapshotError)
    expect(SnapshotError).toBe(FromBurgee)
  })
})
