import { compileHarness } from 'burgee/harness'
import { type FlagsEnv, featureFlags } from 'burgee/hono'
import { Hono } from 'hono'
import { beforeEach, describe, expect, it } from 'vitest'
import { boolFlag, clause, ids, rule, stringFlag } from '../conformance/build.js'
import { fakeFetch } from '../kit/fake-fetch.js'
import { bindings, KEY, request } from '../kit/workerd.js'

beforeEach(() => bindings.FLAGS.delete(KEY))

/** Records parsing, sorting, copying, and new patterns and collections. */
const watchWork = (): { seen: string[]; restore: () => void } => {
  const seen: string[] = []
  const watched: [object, string, unknown][] = []
  const watchMethod = (owner: object, name: string) => {
    const original = Reflect.get(owner, name) as (...args: unknown[]) => unknown
    watched.push([owner, name, original])
    Reflect.set(owner, name, function (this: unknown, ...args: unknown[]) {
      seen.push(name)
      return original.apply(this, args)
    })
  }
  const watchClass = (name: 'RegExp' | 'Set' | 'Map') => {
    const original = globalThis[name]
    watched.push([globalThis, name, original])
    Reflect.set(
      globalThis,
      name,
      new Proxy(original, {
        construct(made, args, newTarget) {
          seen.push(name)
          return Reflect.construct(made, args, newTarget)
        },
      }),
    )
  }
  watchMethod(JSON, 'parse')
  for (const name of ['sort', 'map', 'filter', 'slice', 'flatMap']) watchMethod(Array.prototype, name)
  for (const name of ['split', 'match', 'replace']) watchMethod(String.prototype, name)
  for (const name of ['RegExp', 'Set', 'Map'] as const) watchClass(name)
  return {
    seen,
    restore: () => watched.forEach(([owner, name, original]) => void Reflect.set(owner, name, original)),
  }
}

describe('rule 7: the hot path does no work that hydration could have done', () => {
  it('parses nothing, compiles no pattern, sorts nothing, makes no Set from the second request on', async () => {
    const flags = [
      boolFlag('gate', { defaultServe: { variation: 'on' } }),
      stringFlag('everything', {
        prerequisites: [{ feature: 'gate', variations: ['on'] }],
        variationToTargetMap: [{ variation: 'b', targets: ids('bob', 'cem'), targetSegments: ['beta'] }],
        rules: [
          rule('b', [clause('plan', 'match', '^(a|b)+$')], 2),
          rule('b', [clause('plan', 'in', 'x', 'y'), clause('plan', 'equal', 'z')], 1),
        ],
        defaultServe: {
          distribution: {
            bucketBy: 'identifier',
            variations: [
              { variation: 'a', weight: 50 },
              { variation: 'c', weight: 50 },
            ],
          },
        },
      }),
    ]
    const segments = [{ identifier: 'beta', included: ids('dot'), rules: [clause('plan', 'match', 'q+')] }]
    await bindings.FLAGS.put(KEY, compileHarness({ flags, segments }).snapshot)
    const api = fakeFetch({})
    const app = new Hono<FlagsEnv>()
    // Nothing decides before the rollout, so every list, segment and rule is evaluated.
    const target = () => ({ identifier: 'eve', attributes: { plan: 'cdc' } })
    app.use(featureFlags({ logLevel: 'silent', target, metrics: { flushInterval: 0.2 } }))
    const work: string[][] = []
    app.get('/', (c) => {
      const { seen, restore } = watchWork()
      expect(c.get('flags').detail('everything', '').reason).toBe('default_rollout')
      restore()
      work.push(seen)
      return c.json({})
    })
    const [first, second] = [await request(app), await request(app)]
    await Promise.all([first.settle(), second.settle()])
    expect(work[0], 'the first evaluation hydrates').toEqual(
      expect.arrayContaining(['parse', 'Set', 'RegExp']),
    )
    expect(work[1]).toEqual([])
    expect(Object.values(api.evaluations()), 'both were counted').toEqual([2])
  })
})
