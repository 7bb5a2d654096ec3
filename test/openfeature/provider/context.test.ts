/** An evaluation context becomes a target. */
import type { EvaluationContext } from '@openfeature/server-sdk'
import { createFlags, type Target } from 'burgee'
import { compileHarness } from 'burgee/harness'
import { burgeeProvider } from 'burgee/openfeature'
import { describe, expect, it } from 'vitest'
import { boolFlag, clause, rule } from '../../conformance/build.js'

const flags = [
  boolFlag('dark-mode'),
  boolFlag('by-plan', { rules: [rule('on', [clause('plan', 'equal', 'pro')])] }),
  boolFlag('by-proto', { rules: [rule('on', [clause('__proto__', 'equal', 'pro')])] }),
]

const setUp = () => {
  const handle = createFlags({ snapshot: compileHarness({ flags }).snapshot, logLevel: 'silent' })
  const seen: (Target | undefined)[] = []
  handle.on('evaluation', (_, { target }) => void seen.push(target))
  const provider = burgeeProvider(handle)
  const logger = { error() {}, warn() {}, info() {}, debug() {} }
  const resolve = (context: unknown, key = 'dark-mode') =>
    provider.resolveBooleanEvaluation(key, true, context as EvaluationContext, logger)
  return { seen, resolve }
}

/** The target that Burgee evaluates for this context, with its attributes as a plain object. */
const targetFor = async (context: unknown): Promise<unknown> => {
  const { seen, resolve } = setUp()
  await resolve(context)
  const [target] = seen
  return target && { ...target, attributes: { ...target.attributes } }
}

const unnamed = { identifier: '', name: undefined, attributes: {}, anonymous: true }
const ada = { identifier: 'ada', name: undefined, attributes: {}, anonymous: false }

describe('the evaluation context', () => {
  it.each<[string, unknown, unknown]>([
    ['makes no target if it is empty', {}, undefined],
    ['makes no target if it is missing, as plain JavaScript allows', undefined, undefined],
    ['makes no target if all fields are undefined', { targetingKey: undefined, plan: undefined }, undefined],
    ['has its identifier in targetingKey', { targetingKey: 'ada' }, ada],
    ['has attributes without a key', { plan: 'pro' }, { ...unnamed, attributes: { plan: 'pro' } }],
    ['has no identifier with an empty key', { targetingKey: '' }, unnamed],
    ['has no identifier with a key that is null', { targetingKey: null }, unnamed],
    ['has its name in name', { targetingKey: 'ada', name: 'Ada' }, { ...ada, name: 'Ada' }],
    [
      'keeps another name as an attribute',
      { targetingKey: 'ada', name: 7 },
      { ...ada, attributes: { name: 7 } },
    ],
    [
      'is anonymous with anonymous: true',
      { targetingKey: 'ada', anonymous: true },
      { ...ada, anonymous: true, attributes: { anonymous: true } },
    ],
    [
      'is not anonymous with any other value',
      { targetingKey: 'ada', anonymous: 'true' },
      { ...ada, attributes: { anonymous: 'true' } },
    ],
    [
      'is anonymous with a key that Harness would refuse, along with all metrics',
      { targetingKey: 'auth0|42' },
      { ...ada, identifier: 'auth0|42', anonymous: true },
    ],
    [
      'has dates as ISO strings, without invalid ones',
      { targetingKey: 'ada', since: new Date(0), never: new Date(Number.NaN) },
      { ...ada, attributes: { since: '1970-01-01T00:00:00.000Z' } },
    ],
    [
      'has lists, objects and null as they are',
      { targetingKey: 'ada', list: ['a', 'b'], address: { city: 'Oslo' }, nothing: null },
      { ...ada, attributes: { list: ['a', 'b'], address: { city: 'Oslo' }, nothing: null } },
    ],
    [
      'has its own fields only',
      Object.assign(Object.create({ inherited: 1, targetingKey: 'eve' }), { plan: 'pro' }),
      { ...unnamed, attributes: { plan: 'pro' } },
    ],
  ])('%s', async (_, context, target) => {
    expect(await targetFor(context)).toEqual(target)
  })

  it('with a field __proto__ has that attribute, and no other prototype', async () => {
    const { seen, resolve } = setUp()
    const context = JSON.parse('{"targetingKey":"ada","__proto__":"pro"}')
    expect(await resolve(context, 'by-proto')).toMatchObject({ value: true, reason: 'TARGETING_MATCH' })
    expect(Object.keys(seen[0]?.attributes ?? {})).toEqual(['__proto__'])
    const polluting = JSON.parse('{"targetingKey":"ada","__proto__":{"plan":"pro"}}')
    expect(await resolve(polluting, 'by-plan')).toMatchObject({ value: false, reason: 'DEFAULT' })
  })

  it.each<[string, unknown, string]>([
    ['a key that is a number', { targetingKey: 42 }, 'targetingKey must be a string, not a number'],
    ['a key that is an object', { targetingKey: {} }, 'targetingKey must be a string, not a object'],
    [
      'a getter that throws',
      Object.defineProperty({}, 'plan', {
        enumerable: true,
        get() {
          throw new Error('no')
        },
      }),
      'no',
    ],
    [
      'a getter that throws an object without toString',
      Object.defineProperty({}, 'plan', {
        enumerable: true,
        get() {
          throw Object.create(null)
        },
      }),
      'it cannot be read',
    ],
  ])('is INVALID_CONTEXT with %s', async (_, context, errorMessage) => {
    expect(await setUp().resolve(context)).toEqual({
      value: true,
      reason: 'ERROR',
      errorCode: 'INVALID_CONTEXT',
      errorMessage,
    })
  })

  it('may be hostile within its fields', async () => {
    const { resolve } = setUp()
    const plan = {
      toString() {
        throw new Error('no')
      },
    }
    expect(await resolve({ targetingKey: 'ada', plan }, 'by-plan')).toMatchObject({ reason: 'DEFAULT' })
    expect(await resolve({ targetingKey: 'ada', plan: Object.create(null) }, 'by-plan')).toMatchObject({
      reason: 'DEFAULT',
    })
  })

  it('may be huge', async () => {
    const { resolve } = setUp()
    const fields = Array.from({ length: 100_000 }, (_, place) => [`field-${place}`, 'x'.repeat(10)])
    const context = { ...Object.fromEntries(fields), targetingKey: 'a'.repeat(1_000_000), plan: 'pro' }
    expect(await resolve(context, 'by-plan')).toMatchObject({ value: true, reason: 'TARGETING_MATCH' })
  })
})
