/** The options in docs/coming-from-harness.md. */
import { mkdtempSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CreateFlagsOptions, createFlags } from 'burgee'
import { file } from 'burgee/file'
import { harness } from 'burgee/harness'
import type { FeatureFlagsOptions } from 'burgee/hono'
import { memory } from 'burgee/memory'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { boolFlag } from '../conformance/build.js'
import { A_DAY, holdTime, hurry } from '../kit/clock.js'
import { ENV } from '../kit/fake-fetch.js'
import { ada, connect, worker } from '../kit/harness.js'
import { eventually } from '../kit/wait.js'

/** The addresses that are asked from now on. */
const watchFetch = () => {
  const fetch = vi.spyOn(globalThis, 'fetch')
  return {
    hosts: () => fetch.mock.calls.map(([url]) => new URL(String(url)).host),
    inits: () => fetch.mock.calls.map(([, init]) => Object.keys(init ?? {}).sort()),
  }
}

describe('harness › options', () => {
  it('baseUrl, or HARNESS_BASE_URL', async () => {
    const { handle } = connect({ provider: harness({ baseUrl: 'http://relay.invalid/api/1.0/' }) })
    const byOption = watchFetch()
    await handle.ready()
    expect(new Set(byOption.hosts())).toEqual(new Set(['relay.invalid']))
    const { refresh } = worker()
    const byBinding = watchFetch()
    await refresh()
    expect(new Set(byBinding.hosts())).toEqual(new Set(['config.invalid']))
  })

  it('eventsUrl, or HARNESS_EVENTS_URL', async () => {
    const provider = harness({ eventsUrl: 'http://relay.invalid/api/1.0' })
    const { api, handle, isDark } = connect({ provider, metrics: {} })
    await handle.ready()
    isDark()
    const { hosts } = watchFetch()
    await handle.flush()
    expect(hosts().at(-1)).toBe('relay.invalid')
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 1 })
  })

  it('the addresses by default are those of Harness', async () => {
    const { handle } = connect({ env: { HARNESS_SDK_KEY: 'demo-key' }, metrics: {} })
    const { hosts } = watchFetch()
    await handle.ready()
    handle.forTarget(ada).boolVariation('dark-mode', false)
    await handle.flush()
    expect(new Set(hosts())).toEqual(new Set(['config.ff.harness.io', 'events.ff.harness.io']))
  })

  it('pollInterval counts seconds', async () => {
    holdTime()
    const { api, isDark } = connect({ pollInterval: 60 })
    await eventually(() => expect(isDark()).toBe(true))
    const asked = api.count('flags')
    await vi.advanceTimersByTimeAsync(58_000)
    expect(api.count('flags')).toBe(asked)
    await vi.advanceTimersByTimeAsync(3_000)
    await eventually(() => expect(api.count('flags')).toBe(asked + 1))
  })

  it('pollInterval is refused below a second, and by default there is no poll', () => {
    expect(() => connect({ pollInterval: 0.5 })).toThrow(
      'createFlags: pollInterval must be a number of seconds from 1 to 2000000, not 0.5',
    )
    expect(connect().said(4000)).toEqual([])
  })

  it.each([
    [5, 5],
    [60, 20],
  ])('metrics.flushInterval of %i s: a worker sends after %i s', async (flushInterval, seconds) => {
    holdTime()
    const { api, refresh, visit } = worker({ metrics: { flushInterval } })
    await refresh()
    await visit((flags) => flags.boolVariation('dark-mode', false))
    await vi.advanceTimersByTimeAsync(seconds * 1000 - 1)
    expect(api.count()).toBe(3)
    await vi.advanceTimersByTimeAsync(1)
    await eventually(() => expect(api.evaluations()).toEqual({ 'dark-mode/on': 1 }))
  })

  it('a handle sends its metrics after each poll', async () => {
    holdTime()
    const { api, isDark } = connect({ pollInterval: 60, metrics: {} })
    await eventually(() => expect(isDark()).toBe(true))
    await vi.advanceTimersByTimeAsync(61_000)
    await eventually(() => expect(api.evaluations()['dark-mode/on']).toBeGreaterThan(0))
  })

  it('no stream is opened in a day of refreshes', async () => {
    const { api, refresh } = worker({ logLevel: 'error' })
    for (let run = 0; run < A_DAY; run++) await refresh()
    expect(api.count('flags')).toBe(A_DAY)
    expect([api.count('stream'), api.count('flag'), api.count('segment')]).toEqual([0, 0, 0])
  }, 60_000)

  it('metrics: false counts and sends nothing', async () => {
    const { api, handle, isDark } = connect({ metrics: false })
    await handle.ready()
    isDark()
    await handle.flush()
    expect(api.count('metrics')).toBe(0)
  })

  it('every flag is kept, however many there are', async () => {
    const many = Array.from({ length: 3_000 }, (_, i) => boolFlag(`flag-${i}`))
    const { api, handle } = connect({}, { flags: many })
    await handle.ready()
    const asked = api.count()
    const served = many.map(({ feature }) => handle.forTarget(ada).variation(feature, 'none'))
    expect(new Set(served)).toEqual(new Set(['off']))
    expect(api.count()).toBe(asked)
  })

  it('a store of one’s own has two methods', async () => {
    let kept: string | null = null
    const store = {
      read: async () => kept,
      write: async (text: string) => {
        kept = text
      },
    }
    await connect({ store }).handle.refresh()
    expect(kept).toContain('dark-mode')
    expect(await createFlags({ store, logLevel: 'silent' }).ready()).toBe(true)
  })

  it('flags in a file outlive the process', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'burgee-')), 'flags.snapshot')
    await connect({ store: file(fs, path) }).handle.refresh()
    const { api, handle, isDark } = connect({ store: file(fs, path) })
    api.down()
    await handle.ready()
    expect(isDark()).toBe(true)
    expect(api.count()).toBe(0)
  })

  it('the store is written only if something changed', async () => {
    const store = memory()
    const write = vi.spyOn(store, 'write')
    const { api, refresh } = worker({ store })
    for (let run = 0; run < 3; run++) await refresh()
    api.updateFlag('theme', { description: 'no evaluation reads this' })
    await refresh()
    expect(write).toHaveBeenCalledTimes(1)
    api.deleteFlag('theme')
    await refresh()
    expect(write).toHaveBeenCalledTimes(2)
  })

  it('logger and logLevel', async () => {
    const { handle, lines } = connect({ logLevel: 'error' }, { sdkKey: 'another' })
    await handle.ready()
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.filter((line) => !line.startsWith('error SDKCODE:'))).toEqual([])
  })

  it('without a logger lines go to the console', async () => {
    const info = vi.spyOn(console, 'info').mockReturnValue()
    const debug = vi.spyOn(console, 'debug').mockReturnValue()
    onTestFinished(() => void vi.restoreAllMocks())
    const handle = createFlags()
    await handle.close()
    expect(info.mock.calls).toEqual([['SDKCODE:3000: Closing'], ['SDKCODE:3001: Closed']])
    expect(debug).not.toHaveBeenCalled()
  })

  it('requests take no certificates, agents or proxies: they go through the global fetch', async () => {
    // Options of the SDKs: the types refuse them, and they have no effect.
    const brought: readonly (CreateFlagsOptions | FeatureFlagsOptions)[] = [
      // @ts-expect-error TLS is the platform's
      { tlsTrustedCa: '/etc/ca.pem' },
      // @ts-expect-error refresh.timeout
      { axiosTimeout: 1 },
      // @ts-expect-error refresh.maxAuthRetries
      { axiosRetries: 0 },
      // @ts-expect-error the isolate's memory is the cache
      { cache: new Map() },
      // @ts-expect-error there are no streams
      { enableStream: true },
      // @ts-expect-error the store is written if something changed
      { persistInterval: 60 },
    ]
    const { api, handle } = connect(Object.assign({}, ...brought))
    const { inits } = watchFetch()
    api.fail({ route: 'flags', status: 503, times: 1 })
    await hurry(handle.refresh())
    expect(handle.snapshot.flags).toBe(4)
    expect(api.count('stream')).toBe(0)
    const allowed = ['body', 'headers', 'method', 'signal']
    expect(
      inits()
        .flat()
        .filter((name) => !allowed.includes(name)),
    ).toEqual([])
  })

  it('refresh.timeout ends a refresh', async () => {
    const { api, refresh } = worker({ refresh: { timeout: 0.05 } })
    api.fail({ route: 'segments', hang: true })
    expect(await refresh()).toMatchObject({ status: 'failed', reason: 'timeout' })
  })

  it('refresh.maxAuthRetries counts the attempts after the first', async () => {
    const { api, refresh } = worker({ refresh: { maxAuthRetries: 2, timeout: 900 } })
    api.fail({ route: 'auth', status: 503 })
    await hurry(refresh())
    expect(api.count('auth')).toBe(3)
  })

  it('a key that is refused is not tried again', async () => {
    const { api, refresh } = worker({}, { sdkKey: 'another' })
    await refresh()
    expect(api.count()).toBe(1)
  })

  it('flags and segments are tried five times, each run', async () => {
    const { api, refresh } = worker({ refresh: { timeout: 900 } })
    api.fail({ route: 'flags', status: 500 })
    await hurry(refresh())
    expect([api.count('flags'), api.count('segments')]).toEqual([5, 1])
  })

  it('options are a plain object, which Burgee never changes', async () => {
    const options: FeatureFlagsOptions = Object.freeze({
      refresh: Object.freeze({ timeout: 30 }),
      metrics: Object.freeze({ flushInterval: 10 }),
    })
    const first = worker(
      { ...options, provider: harness({ sdkKey: 'demo-key' }) },
      {},
      { ...ENV, HARNESS_SDK_KEY: '' },
    )
    expect(await first.refresh()).toMatchObject({ status: 'published' })
    const second = worker(options, {}, { ...ENV, HARNESS_SDK_KEY: '' })
    expect(await second.refresh(), 'nothing was kept of the other options').toMatchObject({
      reason: 'missing_key',
    })
  })

  it('all options may be left out', () => {
    expect(() => connect({})).not.toThrow()
    expect(() => worker({})).not.toThrow()
  })
})
