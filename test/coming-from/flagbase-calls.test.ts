/** The calls and options in docs/coming-from-flagbase.md. */
import { createFlags } from 'burgee'
import { compileFlagbase, flagbase, flagbaseDialect } from 'burgee/flagbase'
import type { FeatureFlagsOptions } from 'burgee/hono'
import { memory } from 'burgee/memory'
import { describe, expect, it, vi } from 'vitest'
import { flag } from '../conformance/flagbase-build.js'
import { A_DAY, holdTime } from '../kit/clock.js'
import { FLAGBASE_ENV } from '../kit/fake-fetch.js'
import { ada, connect, flags, worker } from '../kit/flagbase.js'
import { hear } from '../kit/record.js'
import { eventually } from '../kit/wait.js'

describe('flagbase › calls', () => {
  it('createFlags connects by itself', async () => {
    const provider = flagbase({ sdkKey: 'server-key', pollingServiceUrl: 'http://poller.invalid' })
    const { api, handle, served } = connect({ provider, env: {} }, { sdkKey: 'server-key' })
    await handle.ready()
    expect(served()).toBe('treatment')
    expect(api.count('flags')).toBe(1)
  })

  it('in a worker the cron fetches, and no request waits', async () => {
    const { api, refresh, visit } = worker()
    expect(await refresh()).toMatchObject({ status: 'published', flags: 2 })
    expect((await visit((seen) => seen.variation('dark-mode', 'control'))).seen).toBe('treatment')
    expect(api.count()).toBe(1)
  })

  it('ready() waits for the first flags, but not for ever', async () => {
    const { api, handle, served } = connect()
    expect(served()).toBe('(fallback)')
    api.fail({ hang: true, times: 1 })
    expect(await handle.ready({ timeout: 0.005 })).toBe(false)
    expect(await handle.ready()).toBe(true)
    expect(served()).toBe('treatment')
    api.heal()
  })

  it('variation', async () => {
    const { handle } = connect()
    await handle.ready()
    const seen = handle.forTarget(ada)
    expect(seen.variation('dark-mode', 'control')).toBe('treatment')
    expect(seen.stringVariation('dark-mode', 'control'), 'the value is the key').toBe('treatment')
    expect(seen.variation('missing', 'control')).toBe('control')
    expect(handle.forTarget(undefined).variation('dark-mode', '')).toBe('control')
  })

  it('on, off and clear', async () => {
    const { api, handle } = connect()
    const heard: string[] = []
    const kept = () => heard.push('kept')
    const removed = () => heard.push('removed')
    handle.on('fetch', kept)
    handle.on('fetch', removed)
    handle.off('fetch', removed)
    await handle.refresh()
    handle.off('fetch')
    await handle.refresh()
    handle.on('fetch', kept)
    handle.clear()
    await handle.refresh()
    expect(heard).toEqual(['kept'])
    expect(api.count()).toBe(3)
  })

  it('close() ends polling', async () => {
    holdTime()
    const { api, handle, served, said } = connect({ pollInterval: 10 })
    await eventually(() => expect(served()).toBe('treatment'))
    await handle.close()
    const asked = api.count()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(api.count()).toBe(asked)
    expect(said(3001)).toHaveLength(1)
    expect(served(), 'the snapshot can still be evaluated').toBe('treatment')
  })

  it('a handle shows its snapshot, and nothing of its insides', async () => {
    const { handle } = connect()
    await handle.ready()
    expect(handle.snapshot).toMatchObject({ source: 'memory', flags: 2, revision: expect.any(String) })
    const insides = ['config', 'context', 'events', 'transport', 'evaluation']
    expect(Object.keys(handle).filter((name) => insides.includes(name))).toEqual([])
  })

  it('all() and flagType() tell which flags there are', async () => {
    const { handle } = connect()
    await handle.ready()
    const seen = handle.forTarget(ada)
    expect(seen.all()).toEqual({ 'dark-mode': 'treatment', greeting: 'control' })
    expect([seen.flagType('greeting'), seen.flagType('missing')]).toEqual(['string', 'flag_not_found'])
  })

  it('flags of your own are compiled in one call', () => {
    const { snapshot, issues } = compileFlagbase([flag('mine')])
    expect(issues).toEqual([])
    const seen = createFlags({ snapshot, dialect: flagbaseDialect }).forTarget(ada)
    expect(seen.all()).toEqual({ mine: 'control' })
  })

  it('handles share no store', async () => {
    const { handle } = connect()
    const other = connect()
    await handle.ready()
    expect([handle.snapshot.flags, other.handle.snapshot.flags]).toEqual([2, 0])
  })

  it('requests name the version', async () => {
    const { api, handle } = connect()
    await handle.ready()
    expect(api.requests[0]?.headers['user-agent']).toMatch(/^Burgee\/\d+\.\d+\.\d+$/)
  })
})

describe('flagbase › options', () => {
  it('sdkKey, or FLAGBASE_SDK_KEY', async () => {
    expect(await worker({}, {}, { ...FLAGBASE_ENV, FLAGBASE_SDK_KEY: 'wrong' }).refresh()).toMatchObject({
      reason: 'unauthorized',
    })
    const provider = flagbase({ sdkKey: 'demo-key' })
    const bindings = { ...FLAGBASE_ENV, FLAGBASE_SDK_KEY: 'wrong' }
    expect(await worker({ provider }, {}, bindings).refresh(), 'the option wins').toMatchObject({
      status: 'published',
    })
  })

  it('without a key nothing throws', async () => {
    const { refresh, said, visit } = worker({}, {}, { ...FLAGBASE_ENV, FLAGBASE_SDK_KEY: '' })
    expect(await refresh()).toMatchObject({ status: 'failed', reason: 'missing_key' })
    expect(said(1002)).toEqual(['warn SDKCODE:1002: SDK key missing: set FLAGBASE_SDK_KEY'])
    expect((await visit((seen) => seen.variation('dark-mode', 'control'))).seen).toBe('control')
  })

  it('there is no mode: a day of refreshes is a day of polls', async () => {
    // @ts-expect-error polling is all that Flagbase has
    const provider = flagbase({ mode: 'streaming' })
    const { api, refresh } = worker({ provider, logLevel: 'error' })
    for (let run = 0; run < A_DAY; run++) await refresh()
    expect(api.count('flags')).toBe(A_DAY)
    expect(new Set(api.requests.map(({ path }) => path))).toEqual(new Set(['/']))
  }, 60_000)

  it('pollingServiceUrl, or FLAGBASE_POLLING_SERVICE_URL', async () => {
    const asked: string[] = []
    const { refresh } = worker({ provider: flagbase({ pollingServiceUrl: 'http://own.invalid/?env=1' }) })
    const { fetch } = globalThis
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
      asked.push(url)
      return fetch(url, init)
    })
    await refresh()
    expect(asked, 'http, and a query').toEqual(['http://own.invalid/?env=1'])
    const byDefault = worker({}, {}, { ...FLAGBASE_ENV, FLAGBASE_POLLING_SERVICE_URL: '' })
    const spy = vi.spyOn(globalThis, 'fetch')
    await byDefault.refresh()
    expect(spy.mock.calls[0]?.[0]).toBe('https://poller.core.flagbase.com')
  })

  it('pollInterval counts seconds', async () => {
    holdTime()
    const { api, served } = connect({ pollInterval: 10 })
    await eventually(() => expect(served()).toBe('treatment'))
    const asked = api.count()
    await vi.advanceTimersByTimeAsync(9_000)
    expect(api.count()).toBe(asked)
    await vi.advanceTimersByTimeAsync(1_500)
    await eventually(() => expect(api.count()).toBe(asked + 1))
  })

  it('pollInterval is refused below 3 s', () => {
    expect(() => connect({ pollInterval: 2 })).toThrow(
      'createFlags: pollInterval must be a number of seconds from 3 to 2000000, not 2',
    )
  })

  it('the log has a level, whatever listeners hear', async () => {
    const { events, heard } = hear('log_error', 'log_info')
    const { handle, lines } = connect({ events, logLevel: 'silent' }, { sdkKey: 'another' })
    await handle.ready()
    expect(lines).toEqual([])
    expect(heard.map(([type]) => type)).toEqual(['log_info', 'log_error', 'log_error'])
  })

  it('options are a plain object, which Burgee never changes', async () => {
    const options: FeatureFlagsOptions = Object.freeze({ provider: flagbase(), store: memory() })
    expect(await worker(options).refresh()).toMatchObject({ status: 'published' })
    expect(flags).toHaveLength(2)
  })
})
