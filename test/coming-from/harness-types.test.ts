/** The types in docs/coming-from-harness.md. */
import type { JsonValue, Logger, Store, Target } from 'burgee'
import { compileHarness } from 'burgee/harness'
import type { FeatureFlagsOptions } from 'burgee/hono'
import { memory } from 'burgee/memory'
import type { RefreshOptions } from 'burgee/refresh'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { FORMAT } from '../../src/core/format.js'
import { clause, rule, stringFlag, variationOf } from '../conformance/build.js'
import { ada, connect, flags, worker } from '../kit/harness.js'

const flagWith = (operator: string, value: string, attribute = 'plan') => ({
  flags: [stringFlag('flag', { rules: [rule('b', [clause(attribute, operator, value)])] })],
  segments: [{ identifier: 'beta', included: [{ identifier: 'ada' }] }],
})

describe('harness › types', () => {
  it('a target is a plain object', async () => {
    const { api, handle } = connect({ metrics: {} })
    await handle.ready()
    const target: Target = JSON.parse(JSON.stringify({ ...ada, anonymous: false }))
    handle.forTarget(target).boolVariation('dark-mode', false)
    handle.forTarget({ identifier: 'bob' }).boolVariation('dark-mode', false)
    handle.forTarget({ identifier: 'cem', anonymous: true }).boolVariation('dark-mode', false)
    await handle.flush()
    expect(api.metrics[0]?.targetData).toEqual([
      { identifier: 'ada', name: 'Ada', attributes: [{ key: 'plan', value: 'pro' }] },
      { identifier: 'bob', name: 'bob', attributes: [] },
    ])
  })

  it('identifiers and names are held to Harness’s rules', async () => {
    const seen: unknown[] = []
    for (const target of [
      { identifier: 'a.b@c_d-e', name: 'Ada L. é' },
      { identifier: 'a b', name: 'Ada' },
      { identifier: 'a'.repeat(256) },
      { identifier: 'a'.repeat(257) },
    ]) {
      const { refresh, visit } = worker({ target: () => target })
      await refresh()
      seen.push((await visit((of) => of.target?.anonymous ?? false)).seen)
    }
    expect(seen).toEqual([false, true, false, true])
    const { api, handle } = connect({ metrics: {} })
    await handle.ready()
    handle.forTarget({ identifier: 'ada', name: '<Ada>' }).boolVariation('dark-mode', false)
    await handle.flush()
    expect(api.metrics[0]?.targetData?.[0]?.name, 'a name that would be refused is not sent').toBe('ada')
  })

  it('a value is what JSON can say', async () => {
    const { handle } = connect()
    await handle.ready()
    const all = handle.forTarget(ada).all()
    expectTypeOf(all).toEqualTypeOf<Record<string, JsonValue>>()
    expect(all).toEqual({ 'dark-mode': true, greeting: 'A', 'page-size': 50, theme: { accent: 'teal' } })
  })

  it('options are those of the side', () => {
    expectTypeOf<RefreshOptions>().toExtend<FeatureFlagsOptions>()
    expectTypeOf<FeatureFlagsOptions>().toExtend<RefreshOptions>()
    expect(() => worker({ refresh: { timeout: 0 } })).toThrow(
      'refresh.timeout must be a number of seconds from 0.001 to 900',
    )
  })

  it('a logger has four levels, and console is one', async () => {
    expectTypeOf(console).toExtend<Logger>()
    const lines: string[] = []
    const four = (line: string) => void lines.push(line)
    const { handle } = connect({ logger: { debug: four, info: four, warn: four, error: four } })
    await handle.ready()
    expect(lines).toContain('SDKCODE:1003: Waiting for the first snapshot')
  })

  it('a store keeps one text', async () => {
    expectTypeOf<Store>().toHaveProperty('read').returns.toEqualTypeOf<Promise<string | null>>()
    expectTypeOf<{ read: Store['read']; write: Store['write'] }>().toExtend<Store>()
    const store = memory()
    await connect({ store }).handle.refresh()
    expect(await store.read()).toMatch(new RegExp(`^\\{"format":${FORMAT},`))
  })

  it('segments are linked when flags are compiled: nothing is queried', async () => {
    const { api, handle, isDark } = connect()
    await handle.ready()
    isDark()
    expect([api.count('flag'), api.count('segment')]).toEqual([0, 0])
    const { issues } = compileHarness({ flags })
    expect(issues.map(({ problem }) => problem).join()).toContain('beta')
  })

  it.each([
    ['equal', 'PRO', true],
    ['equal_sensitive', 'PRO', false],
    ['starts_with', 'p', true],
    ['ends_with', 'o', true],
    ['contains', 'r', true],
    ['in', 'pro', true],
    ['gt', 'free', true],
    ['match', '^p.o$', true],
    ['segmentMatch', 'beta', true],
  ])('the operator %s', (operator, value, matches) => {
    expect(variationOf(flagWith(operator, value), 'flag', ada)).toBe(matches ? 'b' : 'a')
    expect(variationOf(flagWith(operator, 'zzz'), 'flag', ada)).toBe('a')
  })

  it('no pattern stalls a request', () => {
    const stalling = { ...ada, attributes: { plan: `${'a'.repeat(1_000)}!` } }
    expect(variationOf(flagWith('match', '(a+)+$'), 'flag', stalling)).toBe('a')
  })

  it('the claims in use are environment, cluster and account', async () => {
    const { api, handle } = connect(
      {},
      { environment: 'e-1', cluster: '7', accountID: 'acc', environmentIdentifier: 'prod' },
    )
    await handle.ready()
    const [, request] = api.requests
    expect(request).toMatchObject({
      path: expect.stringContaining('/client/env/e-1/'),
      query: { cluster: '7' },
      headers: { 'harness-accountid': 'acc', 'harness-environmentid': 'prod' },
    })
  })

  it('segments are asked for with their serving rules', async () => {
    const { api, handle } = connect()
    await handle.ready()
    expect(api.requests.find(({ route }) => route === 'segments')?.query).toEqual({
      cluster: '1',
      rules: 'v2',
    })
  })

  it('a flag of another kind or state is refused', () => {
    const { issues } = compileHarness({
      flags: [
        { ...stringFlag('kind'), kind: 'date' },
        { ...stringFlag('state'), state: 'maybe' },
      ],
    })
    expect(issues.map(({ key, refused }) => `${key} ${refused}`)).toEqual(['kind true', 'state true'])
  })

  it('metrics have the attributes of the Python SDK', async () => {
    const { api, handle, isDark } = connect({ metrics: {} })
    await handle.ready()
    isDark()
    await handle.flush()
    const [metrics] = api.metrics[0]?.metricsData ?? []
    expect(metrics).toMatchObject({ metricsType: 'FFMETRICS', count: 1 })
    expect(Object.fromEntries((metrics?.attributes ?? []).map(({ key, value }) => [key, value]))).toEqual({
      featureIdentifier: 'dark-mode',
      featureName: 'dark-mode',
      variationIdentifier: 'on',
      variationValue: 'true',
      target: 'global',
      SDK_TYPE: 'server',
      SDK_LANGUAGE: 'javascript',
      SDK_VERSION: expect.stringMatching(/^\d/),
    })
  })

  it('metrics have caps, which are options', async () => {
    const { api, handle } = connect({ metrics: { maxEvaluations: 1, maxTargets: 2 } })
    await handle.ready()
    for (const identifier of ['a', 'b', 'c']) {
      handle.forTarget({ identifier }).stringVariation('greeting', '')
      handle.forTarget({ identifier }).numberVariation('page-size', 0)
    }
    await handle.flush()
    expect(api.evaluations()).toEqual({ 'greeting/a': 3 })
    expect(api.metrics[0]?.targetData?.map(({ identifier }) => identifier)).toEqual(['a', 'b'])
  })
})
