/** The calls in docs/coming-from-harness.md. */
import { createFlags } from 'burgee'
import { harness } from 'burgee/harness'
import { describe, expect, it, vi } from 'vitest'
import { boolFlag } from '../conformance/build.js'
import { holdTime } from '../kit/clock.js'
import { API, ENV } from '../kit/fake-fetch.js'
import { ada, connect, worker } from '../kit/harness.js'

describe('harness › calls', () => {
  it('createFlags connects by itself', async () => {
    const provider = harness({ sdkKey: 'server-key', baseUrl: API, eventsUrl: API })
    const { api, handle, isDark } = connect({ provider, env: {} }, { sdkKey: 'server-key' })
    await handle.ready()
    expect(isDark()).toBe(true)
    expect(api.requests.map(({ route, status }) => `${route} ${status}`)).toEqual([
      'auth 200',
      'flags 200',
      'segments 200',
    ])
  })

  it('in a worker the cron fetches, and no request waits', async () => {
    holdTime()
    const { api, refresh, visit } = worker({ metrics: {} })
    expect(await refresh()).toMatchObject({ status: 'published', flags: 4, segments: 1 })
    const before = api.count()
    expect((await visit((flags) => flags.boolVariation('dark-mode', false))).seen).toBe(true)
    expect(api.count()).toBe(before)
  })

  it('two handles share nothing', async () => {
    const { handle } = connect()
    const other = createFlags({ logLevel: 'silent' })
    await handle.ready()
    expect([handle.snapshot.source, other.snapshot.source]).toEqual(['memory', 'none'])
    await other.close()
    expect(handle.forTarget(ada).boolVariation('dark-mode', false)).toBe(true)
  })

  it('ready() waits for the first flags', async () => {
    const { handle, isDark } = connect()
    expect(isDark()).toBe(false)
    expect(await handle.ready()).toBe(true)
    expect(isDark()).toBe(true)
  })

  it('ready() is false if it failed, and never rejects', async () => {
    const { handle } = connect({}, { sdkKey: 'another' })
    expect(await handle.ready()).toBe(false)
    expect(await handle.ready()).toBe(false)
  })

  it('ready({ timeout }) waits no longer', async () => {
    const { api, handle } = connect()
    api.fail({ route: 'flags', hang: true })
    expect(await handle.ready({ timeout: 0.005 })).toBe(false)
    api.heal()
  })

  it('a request waits for one read of the store at most', async () => {
    const { env, refresh, visit } = worker()
    await refresh()
    const get = vi.spyOn(env.FLAGS, 'get')
    expect((await visit((flags) => flags.snapshot.source)).seen).toBe('store')
    expect((await visit((flags) => flags.snapshot.source)).seen).toBe('memory')
    expect(get).toHaveBeenCalledTimes(1)
  })

  it('snapshot.source says whether there are flags', async () => {
    const { api, handle } = connect({ refresh: { maxAuthRetries: 0 } })
    api.down()
    await handle.refresh()
    expect(handle.snapshot.source).toBe('none')
    api.up()
    await handle.refresh()
    expect(handle.snapshot).toMatchObject({ source: 'memory', flags: 4 })
  })

  it('boolVariation', async () => {
    const { handle } = connect()
    await handle.ready()
    expect(handle.forTarget(ada).boolVariation('dark-mode', false)).toBe(true)
    expect(handle.forTarget({ identifier: 'bob' }).boolVariation('dark-mode', true)).toBe(false)
    expect(handle.forTarget(undefined).boolVariation('dark-mode', true)).toBe(false)
  })

  it('stringVariation', async () => {
    const { handle } = connect()
    await handle.ready()
    expect(handle.forTarget(ada).stringVariation('greeting', '')).toBe('A')
  })

  it('numberVariation', async () => {
    const { handle } = connect(
      {},
      { flags: [intFlag('one', '1.5'), intFlag('two', '2'), intFlag('bad', 'two')] },
    )
    await handle.ready()
    const flags = handle.forTarget(ada)
    expect(['one', 'two', 'bad'].map((key) => flags.numberVariation(key, -1))).toEqual([1.5, 2, -1])
  })

  it('jsonVariation', async () => {
    const { handle } = connect()
    await handle.ready()
    const theme = handle.forTarget(ada).jsonVariation('theme', { accent: 'none' })
    expect(theme).toEqual({ accent: 'teal' })
    expect(Object.isFrozen(theme)).toBe(true)
  })

  it('a variation that fails gives the fallback', async () => {
    const { handle } = connect()
    expect(handle.forTarget(ada).stringVariation('greeting', 'hi'), 'before there are flags').toBe('hi')
    await handle.ready()
    const flags = handle.forTarget(ada)
    expect(flags.stringVariation('missing', 'hi')).toBe('hi')
    expect(flags.stringVariation('dark-mode', 'hi'), 'another type').toBe('hi')
    // @ts-expect-error the fallback is not optional: what is served on a bad day is the caller's to say
    expect(flags.boolVariation('missing')).toBeUndefined()
  })

  it('flagType', async () => {
    const { handle } = connect()
    expect(handle.forTarget(ada).flagType('greeting')).toBe('flag_not_found')
    await handle.ready()
    const flags = handle.forTarget(undefined)
    expect(
      ['dark-mode', 'page-size', 'greeting', 'theme', 'missing'].map((key) => flags.flagType(key)),
    ).toEqual(['boolean', 'int', 'string', 'json', 'flag_not_found'])
  })

  it('the environment’s identifier is not published', async () => {
    const { api, env, refresh } = worker()
    await refresh()
    const published = await env.FLAGS.get('burgee:snapshot', 'text')
    expect(published).toContain('dark-mode')
    expect(published).not.toContain(api.environment)
  })

  it('on and off', async () => {
    const { api, handle } = connect()
    const heard: unknown[] = []
    const listener = (_: string, { flags }: { flags: readonly string[] }) => heard.push(flags)
    handle.on('changed', listener)
    await handle.ready()
    api.deleteFlag('theme')
    await handle.refresh()
    handle.off('changed', listener)
    api.deleteFlag('page-size')
    await handle.refresh()
    expect(heard).toEqual([['theme']])
  })

  it('off(type) and clear() remove listeners, and close nothing', async () => {
    const { handle } = connect()
    const listener = vi.fn()
    handle.on('ready', listener)
    handle.off('ready')
    handle.on('ready', listener)
    handle.clear()
    expect(await handle.ready()).toBe(true)
    expect(listener).not.toHaveBeenCalled()
    // @ts-expect-error a type is wanted: nothing is closed by `off()`
    handle.off()
    expect(handle.forTarget(ada).flagType('greeting')).toBe('string')
  })

  it('close() sends the last metrics, and can be called at any time', async () => {
    const { api, handle, isDark } = connect({ metrics: {} })
    await handle.ready()
    isDark()
    await handle.close()
    await handle.close()
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 1 })
    const unauthenticated = connect({}, { sdkKey: 'another' })
    await expect(unauthenticated.handle.close()).resolves.toBeUndefined()
  })

  it('a handle is closed by await using', async () => {
    const { api, handle, isDark, said } = connect({ metrics: {} })
    await handle.ready()
    {
      await using used = handle
      expect(used).toBe(handle)
      isDark()
      expect(said(3001)).toEqual([])
    }
    expect(said(3001)).toHaveLength(1)
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 1 })
  })

  it('an identifier that Harness would not take is anonymous', async () => {
    const target = () => ({ identifier: 42, attributes: {} }) as never
    const { refresh, visit, said } = worker({ target })
    await refresh()
    expect((await visit((flags) => flags.target)).seen).toMatchObject({ identifier: '42', anonymous: true })
    expect(said(9009)).toEqual(['warn SDKCODE:9009: Identifier not valid in the option `target`'])
  })

  it('requests say who asks', async () => {
    const { api, handle } = connect()
    await handle.ready()
    const names = api.requests.map(({ headers }) => headers['harness-sdk-info'])
    expect(new Set(names)).toEqual(new Set([expect.stringMatching(/^Burgee \d+\.\d+\.\d+ Server$/)]))
  })

  it('detail() and the result of a refresh say what went wrong', async () => {
    const { handle } = connect()
    await handle.ready()
    expect(handle.forTarget(ada).detail('greeting', false).errorCode).toBe('TYPE_MISMATCH')
    expect(await worker({}, {}, {}).refresh()).toMatchObject({ status: 'failed', reason: 'missing_key' })
    const refused = worker({}, { sdkKey: 'another' })
    expect(await refused.refresh()).toMatchObject({ status: 'failed', reason: 'unauthorized' })
    const empty = worker({}, { flags: [] })
    expect(await empty.refresh()).toMatchObject({ status: 'refused', reason: 'empty' })
  })

  it('refresh() authenticates and fetches', async () => {
    const { api, handle } = connect()
    await handle.refresh()
    expect([api.count('auth'), api.count('flags'), api.count('segments')]).toEqual([1, 1, 1])
    expect(ENV.HARNESS_SDK_KEY).toBe(api.sdkKey)
  })
})

const intFlag = (feature: string, value: string) => ({
  ...boolFlag(feature),
  kind: 'int' as const,
  variations: [{ identifier: 'on', value }],
  offVariation: 'on',
  defaultServe: { variation: 'on' },
})
