/** Identity, reasons, errors, evaluation and wire in docs/coming-from-flagbase.md. */
import type { Target } from 'burgee'
import { compileFlagbase } from 'burgee/flagbase'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { detailOf, flag, identity, rule, weighted } from '../conformance/flagbase-build.js'
import { hurry } from '../kit/clock.js'
import { ada, connect, worker } from '../kit/flagbase.js'

const pro = rule('plan', 'equal', 'pro')
const halves = weighted({ a: 50, b: 50 })

describe('flagbase › identity', () => {
  it('an identity is a target, its traits are the attributes', () => {
    const target: Target = { identifier: 'ada', attributes: { plan: 'pro' } }
    expect(detailOf(flag('dark-mode', { rules: [pro] }), target).variation).toBe('treatment')
    expect(detailOf(flag('dark-mode', { rules: [pro] }), { identifier: 'ada' }).variation).toBe('control')
  })

  it('another identity is another view', async () => {
    const { handle } = connect()
    await handle.ready()
    const seen = handle.forTarget(ada)
    expectTypeOf<Target>().toEqualTypeOf<Readonly<Target>>()
    expect(seen.target).toBe(ada)
    expect(handle.forTarget(identity()).variation('dark-mode', '')).toBe('control')
    expect(seen.variation('dark-mode', '')).toBe('treatment')
  })
})

describe('flagbase › reasons', () => {
  it.each([
    ['targeted', { rules: [pro] }],
    ['targeted_weighted', { rules: [{ ...pro, ruleVariations: halves }] }],
    ['fallthrough', {}],
    ['fallthrough_weighted', { fallthroughVariations: halves }],
    ['evaluation_error', { rules: [rule('plan', 'less_than', '1')] }],
  ])('%s', (reason, parts) => {
    expect(detailOf(flag('dark-mode', parts), ada).reason).toBe(reason)
  })

  it('missing_flag_key_in_store, once there are flags', async () => {
    const { handle } = connect()
    const reason = () => handle.forTarget(ada).detail('missing', 'control').reason
    expect(reason(), 'before').toBe('not_ready')
    await handle.ready()
    expect(reason()).toBe('missing_flag_key_in_store')
  })

  it('none is in upper case', async () => {
    const { snapshot } = compileFlagbase([flag('dark-mode')])
    expect(snapshot.split('\n')[0]).toContain('"fallthrough_weighted"')
    expect(snapshot).not.toMatch(/FALLTHROUGH|TARGETED/)
  })
})

describe('flagbase › errors', () => {
  it('something that is not a flag is left out, and named', () => {
    const { issues } = compileFlagbase([{ ...flag('dark-mode'), rules: 'all' }, flag('greeting')])
    expect(issues).toMatchObject([{ key: 'dark-mode', refused: true }])
  })

  it.each<[string, unknown]>([
    ['no identifier', { attributes: { plan: 'pro' } }],
    ['an identifier that cannot be written', { identifier: Object.create(null) }],
    ['traits that are null', { identifier: '', attributes: null }],
  ])('an identity with %s is evaluated with what it has', (_, hostile) => {
    const even = flag('dark-mode', { fallthroughVariations: halves })
    expect(detailOf(even, hostile as Target).variation).toBe(detailOf(even, identity({}, '')).variation)
  })

  it('an operator that is not known is an error, for identities with the trait', () => {
    const unknown = flag('dark-mode', { rules: [rule('plan', 'less_than', '1')] })
    expect(detailOf(unknown, ada)).toMatchObject({ value: '(fallback)', reason: 'evaluation_error' })
    expect(detailOf(unknown).variation).toBe('control')
  })

  it('an empty identifier has a bucket too', () => {
    const { variation } = detailOf(flag('dark-mode', { fallthroughVariations: halves }), identity({}, ''))
    expect(variation).toMatch(/^[ab]$/)
  })
})

describe('flagbase › evaluation', () => {
  it.each([true, false])('useFallthrough: %s is honoured', (useFallthrough) => {
    const { variation } = detailOf(flag('dark-mode', { useFallthrough, rules: [pro] }), ada)
    expect(variation).toBe(useFallthrough ? 'control' : 'treatment')
  })

  it('regex searches anywhere', () => {
    const byPattern = flag('dark-mode', { rules: [rule('plan', 'regex', 'r.$')] })
    expect(detailOf(byPattern, ada).variation).toBe('treatment')
  })

  it('no regex stalls a request', () => {
    const byPattern = flag('dark-mode', { rules: [rule('plan', 'regex', '(a+)+$')] })
    expect(detailOf(byPattern, identity({ plan: `${'a'.repeat(1_000)}!` })).variation).toBe('control')
  })

  it.each([36, 36.5])('the number %d is a trait', (age) => {
    const older = flag('dark-mode', { rules: [rule('age', 'greater_than_or_equal', '36')] })
    expect(detailOf(older, identity({ age })).variation).toBe('treatment')
  })

  it('equal, contains and regex take strings, greater_than and greater_than_or_equal numbers', () => {
    const served = (operator: string, value: string, trait: unknown) =>
      detailOf(flag('f', { rules: [rule('t', operator, value)] }), identity({ t: trait })).variation
    for (const operator of ['equal', 'contains', 'regex']) {
      expect([served(operator, '1', '1'), served(operator, '1', 1)]).toEqual(['treatment', 'control'])
    }
    for (const operator of ['greater_than', 'greater_than_or_equal']) {
      expect([served(operator, '1', 2), served(operator, '1', '2')]).toEqual(['treatment', 'control'])
    }
  })

  it('a rule’s number that cannot be read is no error: no target is above it', () => {
    const odd = flag('dark-mode', { rules: [rule('age', 'greater_than', 'old')] })
    expect(detailOf(odd, identity({ age: 99 }))).toMatchObject({
      variation: 'control',
      reason: 'fallthrough',
    })
  })

  it('members may be missing from a flag', () => {
    expect(detailOf({ flagKey: 'f', fallthroughVariations: weighted({ a: 100 }) }).variation).toBe('a')
  })

  it('bucketing is by sha256, or as the server does', () => {
    const even = flag('dark-mode', { fallthroughVariations: halves })
    const people = Array.from({ length: 200 }, (_, i) => identity({}, `user-${i}`))
    const served = (bucketing?: 'sha256' | 'xxhash64') =>
      people.map((who) => detailOf(even, who, bucketing).variation)
    expect(served()).toEqual(served('sha256'))
    expect(served()).not.toEqual(served('xxhash64'))
    for (const of of [served(), served('xxhash64')]) {
      expect(of.filter((variation) => variation === 'a').length).toBeGreaterThan(70)
    }
  })

  it('weights below 100 leave the rest to the last variation', () => {
    const short = flag('dark-mode', { fallthroughVariations: weighted({ a: 0, b: 0 }) })
    expect(detailOf(short).variation).toBe('b')
  })
})

describe('flagbase › wire', () => {
  it('x-sdk-key, and ETag: the last one, or initial', async () => {
    const { api, refresh } = worker()
    await refresh()
    await refresh()
    const etag = expect.stringMatching(/^[0-9a-f]{64}$/)
    expect(api.requests).toMatchObject([
      { method: 'GET', status: 200, headers: { etag: 'initial' } },
      { method: 'GET', status: 304, headers: { etag } },
    ])
  })

  it('an answer that is neither 200 nor 304 does not end polling', async () => {
    const { api, handle, served } = connect()
    api.fail({ status: 404, times: 1 })
    await handle.refresh()
    expect(served()).toBe('(fallback)')
    await handle.refresh()
    expect(served()).toBe('treatment')
  })

  it('a network that is down is tried five times, each run', async () => {
    const { api, handle, served } = connect({ refresh: { timeout: 900 } })
    api.fail({ status: 503, times: 6 })
    await hurry(handle.refresh())
    expect([api.count(), served()]).toEqual([5, '(fallback)'])
    await hurry(handle.refresh())
    expect([api.count(), served()]).toEqual([7, 'treatment'])
  })

  it('a flag that was deleted is gone', async () => {
    const { api, handle, served } = connect()
    await handle.ready()
    expect(served('greeting')).toBe('control')
    api.deleteFlag('greeting')
    await handle.refresh()
    expect(served('greeting')).toBe('(fallback)')
  })

  it('certificates are the platform’s to check: a request says nothing of them', async () => {
    const { handle } = connect()
    const fetch = vi.spyOn(globalThis, 'fetch')
    await handle.ready()
    expect(fetch.mock.calls.map(([, init]) => Object.keys(init ?? {}).sort())).toEqual([
      ['headers', 'redirect', 'signal'],
    ])
  })
})
