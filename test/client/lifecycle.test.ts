/** A handle that asks a config API itself: ready(), refresh(), polling and close(). */
import { type CreateFlagsOptions, createFlags, type Store } from 'burgee'
import { harness } from 'burgee/harness'
import { memory } from 'burgee/memory'
import type { ConfigApiOptions } from 'burgee/testing'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { boolFlag } from '../conformance/build.js'
import { API, fakeFetch } from '../kit/fake-fetch.js'
import { recorder } from '../kit/record.js'
import { eventually } from '../kit/wait.js'

const ada = { identifier: 'ada' }
const env = { HARNESS_SDK_KEY: 'demo-key', HARNESS_BASE_URL: API, HARNESS_EVENTS_URL: API }

const darkMode = (served: 'on' | 'off') => boolFlag('dark-mode', { defaultServe: { variation: served } })

const setUp = (options: CreateFlagsOptions = {}, config: ConfigApiOptions = {}) => {
  const api = fakeFetch({ flags: [darkMode('on'), boolFlag('other')], ...config })
  const log = recorder()
  const handle = createFlags({ provider: harness(), env, logger: log.logger, ...options })
  onTestFinished(() => handle.close())
  const isDark = () => handle.forTarget(ada).boolVariation('dark-mode', false)
  return { api, handle, isDark, ...log }
}

const useFakeTimers = () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.now() })
}

afterEach(() => void vi.useRealTimers())

describe('ready()', () => {
  it('asks the config API if the store is empty, and logs that it waits (1003)', async () => {
    const { handle, isDark, codes } = setUp()
    expect(isDark()).toBe(false)
    expect(await handle.ready()).toBe(true)
    expect(isDark()).toBe(true)
    expect(codes()).toEqual([6001, 1003, 2000, 1000, 9000])
  })

  it('asks only the store if it has a snapshot', async () => {
    const store = memory()
    await setUp({ store }).handle.ready()
    const { api, handle, isDark } = setUp({ store })
    expect(await handle.ready()).toBe(true)
    expect(isDark()).toBe(true)
    expect(api.count()).toBe(0)
  })

  it('before it, evaluation falls back, and logs it', () => {
    const { handle, lines } = setUp()
    expect(handle.forTarget(ada).detail('dark-mode', false)).toMatchObject({
      value: false,
      reason: 'not_ready',
      errorCode: 'PROVIDER_NOT_READY',
    })
    expect(lines).toEqual(['warn SDKCODE:6001: Fallback for dark-mode: no snapshot is loaded'])
  })

  it.each([
    ['timeout, in seconds', { timeout: 0.02 }],
    ['timeoutMs, its older name, in milliseconds', { timeoutMs: 20 }],
    ['timeout, if both are set', { timeout: 0.02, timeoutMs: 10_000 }],
  ])('waits no longer than %s, and the refresh goes on', async (_, options) => {
    const { api, handle, isDark } = setUp()
    api.fail({ route: 'flags', delayMs: 100, times: 1 })
    const begun = Date.now()
    expect(await handle.ready(options)).toBe(false)
    expect(Date.now() - begun).toBeLessThan(5_000)
    await eventually(() => expect(isDark()).toBe(true))
  })

  it('is false if the config API does not answer, and the next call tries again', async () => {
    const { api, handle } = setUp({ refresh: { maxAuthRetries: 0 } })
    api.down()
    expect(await handle.ready()).toBe(false)
    api.up()
    expect(await handle.ready()).toBe(true)
  })

  it('logs nothing and does not wait if there is a snapshot, or nothing to wait for', async () => {
    const { handle, codes } = setUp()
    await handle.ready()
    const before = codes().length
    expect(await handle.ready()).toBe(true)
    expect(codes()).toHaveLength(before)
    const log = recorder()
    expect(await createFlags({ logger: log.logger }).ready()).toBe(false)
    expect(log.lines).toEqual([])
  })
})

describe('refresh()', () => {
  it('takes what changed and publishes it to the store, and writes nothing if nothing changed', async () => {
    const store = memory()
    const write = vi.spyOn(store, 'write')
    const { api, handle, isDark } = setUp({ store })
    await handle.ready()
    await handle.refresh()
    expect(write).toHaveBeenCalledTimes(1)
    api.updateFlag('dark-mode', darkMode('off'))
    await handle.refresh()
    expect(isDark()).toBe(false)
    expect(write).toHaveBeenCalledTimes(2)
    expect(await store.read()).toContain('"dark-mode"')
  })

  it('works with a store that is a class', async () => {
    class Shelf implements Store {
      private text: string | null = null
      async read() {
        return this.text
      }
      async write(text: string) {
        this.text = text
      }
    }
    const { handle, isDark } = setUp({ store: new Shelf() })
    await handle.refresh()
    expect(isDark()).toBe(true)
  })

  it('takes what it fetched although the store cannot be written, or answers with what it had before', async () => {
    const store: Store = {
      read: async () => null,
      write: () => Promise.reject(new Error('the disk is full')),
    }
    const { api, handle, isDark, codes } = setUp({ store })
    const changes: unknown[] = []
    handle.on('changed', (_, { flags }) => changes.push(flags))
    await handle.refresh()
    expect(isDark()).toBe(true)
    expect(codes()).toContain(9007)
    await handle.refresh()
    api.updateFlag('dark-mode', darkMode('off'))
    await handle.refresh()
    expect(changes).toEqual([['dark-mode']])
  })

  it('takes what it fetched although the store cannot be read', async () => {
    const store = memory()
    const { api, handle, isDark } = setUp({ store })
    await handle.ready()
    store.read = () => Promise.reject(new Error('the disk is gone'))
    api.updateFlag('dark-mode', darkMode('off'))
    await handle.refresh()
    expect(isDark()).toBe(false)
  })

  it('keeps the last good snapshot if the config API fails, or answers with too little', async () => {
    const { api, handle, isDark, codes } = setUp({ refresh: { maxAuthRetries: 0 } })
    await handle.ready()
    api.deleteFlag('dark-mode')
    api.deleteFlag('other')
    await handle.refresh()
    expect(codes()).toContain(9002)
    api.fail({ route: 'flags', status: 400 })
    await handle.refresh()
    expect(codes()).toContain(8011)
    expect(isDark()).toBe(true)
  })
})

describe('pollInterval', () => {
  it('refreshes and flushes again and again, with 4000 and 4001', async () => {
    useFakeTimers()
    const { api, handle, isDark, lines } = setUp({ pollInterval: 60 })
    await vi.advanceTimersByTimeAsync(1)
    await eventually(() => expect(isDark()).toBe(true))
    api.updateFlag('dark-mode', darkMode('off'))
    await vi.advanceTimersByTimeAsync(59_000)
    expect(isDark()).toBe(true)
    await vi.advanceTimersByTimeAsync(1_500)
    await eventually(() => expect(isDark()).toBe(false))
    await eventually(() => expect(api.evaluations()).toHaveProperty('dark-mode/on'))
    await handle.close()
    expect(lines).toEqual(
      expect.arrayContaining([
        'info SDKCODE:4000: Polling started, every 60 s',
        'info SDKCODE:4001: Polling stopped',
      ]),
    )
    const asked = api.count()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(api.count(), 'closed').toBe(asked)
  })

  it('the first round asks the config API although the store has a snapshot, which may be old', async () => {
    const store = memory()
    await setUp({ store }).handle.ready()
    const { isDark } = setUp({ store, pollInterval: 60 }, { flags: [darkMode('off'), boolFlag('other')] })
    await eventually(() => {
      expect(isDark()).toBe(false)
    })
  })

  it('ready() waits for the round that brings a snapshot', async () => {
    useFakeTimers()
    const { api, handle } = setUp({ pollInterval: 10, refresh: { maxAuthRetries: 0 } })
    api.down()
    let answer: boolean | undefined
    void handle.ready().then((ready) => {
      answer = ready
    })
    await vi.advanceTimersByTimeAsync(25_000)
    expect(answer).toBeUndefined()
    api.up()
    await vi.advanceTimersByTimeAsync(11_000)
    await eventually(() => expect(answer).toBe(true))
  })

  it('ready() ends with false when the handle is closed meanwhile', async () => {
    const { api, handle } = setUp({ pollInterval: 10, refresh: { maxAuthRetries: 0 } })
    api.down()
    const ready = handle.ready()
    await handle.close()
    expect(await ready).toBe(false)
  })

  it.each([0, 0.5, Number.NaN, -1, Number.POSITIVE_INFINITY])('of %d is refused at once', (pollInterval) => {
    expect(() => setUp({ pollInterval })).toThrow(
      /createFlags: pollInterval must be a number of seconds from 1 to 2000000, not/,
    )
  })
})

describe('close()', () => {
  it('flushes, with 3000 first and 3001 last; closing again does nothing', async () => {
    const { api, handle, isDark, codes } = setUp()
    await handle.ready()
    isDark()
    await handle.close()
    await handle.close()
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 1 })
    const closing = codes().slice(codes().indexOf(3000))
    expect(closing).toEqual([3000, 7003, 7001, 3001])
  })

  it('after it every call is safe, and does nothing; flags still answer', async () => {
    const { api, handle, isDark, lines } = setUp()
    await handle.ready()
    await handle.close()
    const [asked, logged] = [api.count(), lines.length]
    await handle.refresh()
    await handle.flush()
    expect(await handle.ready({ timeout: 0.001 })).toBe(true)
    expect(isDark()).toBe(true)
    await handle.flush()
    expect([api.count(), lines.length]).toEqual([asked, logged])
  })

  it('cancels a refresh immediately, and logs no failure', async () => {
    const { api, handle, codes } = setUp()
    api.fail({ route: 'auth', hang: true })
    const refresh = handle.refresh()
    await eventually(() => expect(api.count('auth')).toBe(1))
    await handle.close()
    await refresh
    expect(codes()).toEqual([3000, 7001, 3001])
  })

  it('before anything was loaded leaves fallbacks', async () => {
    const { handle, isDark } = setUp()
    await handle.close()
    expect(await handle.ready()).toBe(false)
    expect(isDark()).toBe(false)
  })
})

describe('options that cannot work are refused at once', () => {
  it.each([
    [{ store: {} as Store }, /createFlags: store must be an object with the methods/],
    [{ provider: {} as CreateFlagsOptions['provider'] & object }, /createFlags: provider must be a provider/],
    [
      { events: {} as CreateFlagsOptions['events'] & object },
      /createFlags: events must be made by createEvents/,
    ],
    [{ refresh: { timeout: 0 } }, /createFlags: refresh.timeout/],
    [
      { env: { HARNESS_BASE_URL: 'not a URL' } },
      /HARNESS_BASE_URL must be an http or https URL without a password/,
    ],
  ] satisfies [CreateFlagsOptions, RegExp][])('%j', (options, message) => {
    expect(() => setUp(options)).toThrow(message)
  })
})
