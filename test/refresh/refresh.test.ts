import { memory } from 'burgee/memory'
import { type RefreshOptions, scheduledRefresh } from 'burgee/refresh'
import type { ConfigApi, ConfigApiOptions } from 'burgee/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { boolFlag, ids, stringFlag } from '../conformance/build.js'
import { API, fakeFetch } from '../support/fake-fetch.js'
import { recorder } from '../support/record.js'

const KEY = 'sdk-key-that-must-not-be-logged'
const env = { HARNESS_SDK_KEY: KEY, HARNESS_BASE_URL: API, HARNESS_EVENTS_URL: API }
const flags = [boolFlag('dark-mode'), stringFlag('greeting'), boolFlag('third'), boolFlag('fourth')]
const segments = [{ identifier: 'beta', included: ids('ada') }]

/** A refresh against a config API, with what it stores and logs. */
const setUp = (options: RefreshOptions = {}, config: ConfigApiOptions = {}) => {
  const api = fakeFetch({ sdkKey: KEY, flags, segments, ...config })
  const store = memory()
  const log = recorder()
  const refresh = scheduledRefresh({ store, logger: log.logger, logLevel: 'debug', ...options })
  return { api, store, refresh, ...log }
}

/** Lets backoff pass as fast as it can. */
const hurry = async <T>(work: Promise<T>): Promise<T> => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.now() })
  let done = false
  const settled = work.finally(() => {
    done = true
  })
  while (!done) {
    // First whatever is under way; the clock goes on only when nothing but a timer is waited for.
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
    if (vi.getTimerCount() > 0) await vi.advanceTimersToNextTimerAsync()
  }
  return settled
}

afterEach(() => void vi.useRealTimers())

const routes = (api: ConfigApi) => api.requests.map(({ route, status }) => `${route} ${status}`)

describe('scheduledRefresh', () => {
  it('authenticates, fetches, and publishes', async () => {
    const { api, store, refresh, codes } = setUp()
    const result = await refresh(env)
    expect(result).toEqual({
      status: 'published',
      revision: expect.stringMatching(/^[0-9a-f]{16}$/),
      flags: 4,
      segments: 1,
      issues: [],
    })
    expect(await store.read()).toContain('"key":"dark-mode"')
    expect(routes(api)).toEqual(['auth 200', 'flags 200', 'segments 200'])
    expect(codes()).toEqual([2000, 9000])
  })

  it('sends the headers of the Harness protocol, and asks for serving rules', async () => {
    const { api, refresh } = setUp()
    await refresh(env)
    const [, fetched, segmentsFetched] = api.requests
    expect(fetched?.headers).toMatchObject({
      'user-agent': expect.stringMatching(/^Burgee\/\d/),
      'harness-sdk-info': expect.stringMatching(/^Burgee \d.* Server$/),
      'harness-accountid': 'test-account',
      'harness-environmentid': 'test',
    })
    expect(fetched?.query).toEqual({ cluster: '1' })
    expect(segmentsFetched?.query).toEqual({ cluster: '1', rules: 'v2' })
  })

  it('is a scheduled handler, and can be called by hand', async () => {
    const { refresh } = setUp()
    expect(await refresh({ cron: '* * * * *' }, env, { waitUntil() {} })).toMatchObject({
      status: 'published',
    })
    expect(await refresh(env)).toMatchObject({ status: 'unchanged' })
  })

  it('keeps its session from run to run', async () => {
    const { api, refresh } = setUp()
    await refresh(env)
    await refresh(env)
    expect(api.count('auth')).toBe(1)
  })

  it('authenticates once more when its token has run out', async () => {
    const { api, refresh } = setUp()
    await refresh(env)
    api.expireTokens()
    expect(await refresh(env)).toMatchObject({ status: 'unchanged' })
    expect(api.count('auth')).toBe(2)
  })

  it('does not authenticate a third time when a new token is refused as well', async () => {
    const { api, refresh } = setUp()
    api.fail({ route: 'flags', status: 401 })
    expect(await refresh(env)).toMatchObject({
      status: 'failed',
      reason: 'unavailable',
      message: expect.stringContaining('401'),
    })
    expect(api.count('auth')).toBe(2)
  })

  it('reads the key, the trimmed one, and the URLs from the bindings, and options stand above them', async () => {
    const { api, refresh } = setUp()
    expect(
      await refresh({ ...env, HARNESS_SDK_KEY: ` ${KEY}\n`, HARNESS_BASE_URL: `${API}/` }),
    ).toMatchObject({
      status: 'published',
    })
    expect(api.count('unknown')).toBe(0)
  })
})

describe('what is refused', () => {
  it('one malformed flag or segment is left out with a coded line, and the rest is published', async () => {
    const broken = { ...boolFlag('broken'), variations: 'none' as never }
    const { refresh, store, lines } = setUp(
      {},
      {
        flags: [...flags, broken],
        segments: [...segments, { identifier: 'odd', included: [{ id: 1 } as never] }],
      },
    )
    const result = await refresh(env)
    expect(result).toMatchObject({ status: 'published', flags: 4, segments: 1 })
    expect(
      result.status === 'published' && result.issues.map(({ kind, key, refused }) => [kind, key, refused]),
    ).toEqual([
      ['flag', 'broken', true],
      ['segment', 'odd', true],
    ])
    expect(lines.filter((line) => line.includes('9003'))).toEqual([
      expect.stringMatching(/^warn SDKCODE:9003: flag broken: it is left out: variations: /),
      expect.stringMatching(/^warn SDKCODE:9003: segment odd: it is left out: included\.0\.identifier: /),
    ])
    expect(await store.read()).not.toContain('"key":"broken"')
  })

  it.each<[string, (api: ConfigApi) => void, string, RegExp]>([
    [
      'no flags',
      (api) => {
        for (const { feature } of flags) api.deleteFlag(feature)
      },
      'empty',
      /no flag that can be used/,
    ],
    [
      'less than half',
      (api) => {
        for (const { feature } of flags.slice(1)) api.deleteFlag(feature)
      },
      'shrunken',
      /1 usable flags, and 4 are published/,
    ],
    [
      'HTML',
      (api) => api.fail({ route: 'flags', body: '<!doctype html>' }),
      'malformed',
      /answer for flags is not JSON/,
    ],
    [
      'an object',
      (api) => api.fail({ route: 'segments', body: '{"items":[]}' }),
      'malformed',
      /answer for segments is not a list/,
    ],
    ['null', (api) => api.fail({ route: 'flags', body: 'null' }), 'malformed', /not a list/],
    [
      'nothing but malformed flags',
      (api) => api.fail({ route: 'flags', body: '[{},1,null]' }),
      'empty',
      /no flag/,
    ],
  ])('an answer of %s is refused, and the last snapshot stays', async (_, spoil, reason, message) => {
    const { api, store, refresh, codes } = setUp()
    await refresh(env)
    const published = await store.read()
    spoil(api)
    expect(await refresh(env)).toMatchObject({
      status: 'refused',
      reason,
      message: expect.stringMatching(message),
    })
    expect(await store.read()).toBe(published)
    expect(codes()).toContain(9002)
  })

  it('half of the flags is not too few', async () => {
    const { api, refresh } = setUp()
    await refresh(env)
    for (const { feature } of flags.slice(2)) api.deleteFlag(feature)
    expect(await refresh(env)).toMatchObject({ status: 'published', flags: 2 })
  })

  it('flags that became malformed count as lost', async () => {
    const { api, refresh } = setUp()
    await refresh(env)
    for (const { feature } of flags.slice(1)) api.updateFlag(feature, { kind: 'colour' })
    expect(await refresh(env)).toMatchObject({ status: 'refused', reason: 'shrunken' })
  })

  it('refresh.acceptShrunken publishes all the same', async () => {
    const { api, store, refresh } = setUp({ refresh: { acceptShrunken: true } })
    await refresh(env)
    for (const { feature } of flags) api.deleteFlag(feature)
    expect(await refresh(env)).toMatchObject({ status: 'published', flags: 0 })
    expect(await store.read()).not.toContain('dark-mode')
  })
})

describe('what fails', () => {
  it('a missing key is said once, and nothing is asked', async () => {
    const { api, refresh, codes } = setUp()
    const withoutKey = { ...env, HARNESS_SDK_KEY: '' }
    expect(await refresh(withoutKey)).toMatchObject({ status: 'failed', reason: 'missing_key' })
    await refresh(withoutKey)
    expect(api.requests).toEqual([])
    expect(codes().filter((code) => code === 1002)).toHaveLength(1)
  })

  it('a wrong key is not retried', async () => {
    const { api, refresh, codes } = setUp({}, { sdkKey: 'another' })
    expect(await refresh(env)).toMatchObject({ status: 'failed', reason: 'unauthorized' })
    expect(routes(api)).toEqual(['auth 403'])
    expect(codes()).toEqual([2001, 1001, 9011])
  })

  it.each([500, 502, 503, 429, 408])('authentication that answers %i is tried again', async (status) => {
    const { api, refresh, codes } = setUp()
    api.fail({ route: 'auth', status, times: 2 })
    expect(await hurry(refresh(env))).toMatchObject({ status: 'published' })
    expect(api.count('auth')).toBe(3)
    expect(codes()).toEqual([2002, 2002, 2000, 9000])
  })

  it('a connection that fails is tried again', async () => {
    const { api, refresh } = setUp()
    const { fetch } = api
    let failures = 2
    vi.stubGlobal('fetch', (...args: Parameters<typeof fetch>) =>
      failures-- > 0 ? Promise.reject(new TypeError('fetch failed')) : fetch(...args),
    )
    expect(await hurry(refresh(env))).toMatchObject({ status: 'published' })
  })

  it('gives authentication up after maxAuthRetries', async () => {
    const { api, refresh, codes } = setUp({ refresh: { maxAuthRetries: 3, timeout: 900 } })
    api.fail({ route: 'auth', status: 503 })
    expect(await hurry(refresh(env))).toMatchObject({ status: 'failed', reason: 'unavailable' })
    expect(api.count('auth')).toBe(4)
    expect(codes()).toEqual([2002, 2002, 2002, 2002, 2003, 9011])
  })

  it('tries authentication ten times more by default', async () => {
    const { api, refresh } = setUp({ refresh: { timeout: 900 } })
    api.fail({ route: 'auth', status: 503 })
    await hurry(refresh(env))
    expect(api.count('auth')).toBe(11)
  })

  it('says why authentication failed, where it was the time that ended it', async () => {
    const { refresh, lines } = setUp({ refresh: { timeout: 0.3 } })
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('connection refused')))
    const result = await refresh(env)
    expect(result).toMatchObject({ status: 'failed', reason: 'timeout' })
    expect(result.status === 'failed' && result.message).toMatch(
      /ran out; no answer from http.*client\/auth: connection refused/,
    )
    expect(lines.find((line) => line.includes('2003'))).toContain('connection refused')
  })

  it('names the address that refused, where a URL lacks its path', async () => {
    const { refresh, lines } = setUp()
    await refresh({ ...env, HARNESS_BASE_URL: 'http://config.invalid' })
    expect(lines.find((line) => line.includes('2001'))).toContain(
      'HTTP 404 from http://config.invalid/client/auth',
    )
  })

  it('waits as long as Retry-After asks', async () => {
    const { api, refresh } = setUp()
    api.fail({ route: 'flags', status: 429, retryAfter: 20, times: 1 })
    const begun = Date.now()
    expect(await hurry(refresh(env))).toMatchObject({ status: 'published' })
    expect(Date.now() - begun).toBeGreaterThanOrEqual(20_000)
  })

  it('does not begin a wait that Retry-After puts beyond its time', async () => {
    const { api, refresh, codes } = setUp({ refresh: { timeout: 10 } })
    api.fail({ route: 'flags', status: 429, retryAfter: 20 })
    expect(await refresh(env)).toMatchObject({ status: 'failed', reason: 'unavailable' })
    expect(api.count('flags')).toBe(1)
    expect(codes()).toEqual([2000, 8007, 8011, 9011])
  })

  it.each([
    ['flags', 8007, 8011],
    ['segments', 8008, 8012],
  ] as const)('fetching %s that fails for good is said with %i and %i', async (route, attempt, gaveUp) => {
    const { api, refresh, codes } = setUp({ refresh: { timeout: 900 } })
    api.fail({ route, status: 500 })
    expect(await hurry(refresh(env))).toMatchObject({ status: 'failed', reason: 'unavailable' })
    expect(codes()).toEqual([2000, ...Array(5).fill(attempt), gaveUp, 9011])
  })

  it('ends when its time is over, whatever the config API does', async () => {
    const { api, refresh } = setUp({ refresh: { timeout: 0.1 } })
    api.fail({ route: 'flags', hang: true })
    expect(await refresh(env)).toMatchObject({ status: 'failed', reason: 'timeout' })
  })

  it.each<[string, string | undefined]>([
    ['no token', '{}'],
    ['no JSON', 'hello'],
    ['a token that is no JWT', '{"authToken":"abc"}'],
    ['a token without an environment', `{"authToken":"x.${btoa('{"cluster":"1"}')}.y"}`],
  ])('an authentication answer of %s is an error, not an exception', async (_, body) => {
    const { api, refresh } = setUp()
    api.fail({ route: 'auth', ...(body && { body }) })
    expect(await refresh(env)).toMatchObject({
      status: 'failed',
      reason: 'unauthorized',
      message: expect.stringContaining('no token that names an environment'),
    })
  })

  it.each<[string, object, RegExp]>([
    ['no KV binding', { ...env }, /no KV namespace is bound as FLAGS/],
    ['a binding that is not a KV namespace', { ...env, FLAGS: 'text' }, /no KV namespace is bound as FLAGS/],
    [
      'a URL that is none',
      { ...env, HARNESS_BASE_URL: 'config.example.com' },
      /HARNESS_BASE_URL must begin with https:/,
    ],
  ])('%s is said, with what to do', async (_, bindings, message) => {
    fakeFetch({ sdkKey: KEY, flags })
    const { logger, codes } = recorder()
    const result = await scheduledRefresh({ logger })(bindings)
    expect(result).toMatchObject({
      status: 'failed',
      reason: 'misconfigured',
      message: expect.stringMatching(message),
    })
    expect(codes()).toEqual([9011])
  })

  it.each(['read', 'write'] as const)('a store that cannot be %s is said', async (method) => {
    const store = { ...memory(), [method]: () => Promise.reject(new Error('KV PUT failed: 429')) }
    const { refresh, codes } = setUp({ store })
    expect(await refresh(env)).toMatchObject({
      status: 'failed',
      reason: 'store',
      message: expect.stringContaining('429'),
    })
    expect(codes()).toContain(9007)
  })

  it.each(['read', 'write'] as const)(
    'a store that never answers a %s does not outlast the time of the refresh',
    async (method) => {
      const store = { ...memory(), [method]: () => new Promise<never>(() => {}) }
      const { refresh } = setUp({ store, refresh: { timeout: 0.1 } })
      expect(await refresh(env)).toMatchObject({
        status: 'failed',
        reason: 'store',
        message: expect.stringContaining('ran out'),
      })
    },
  )

  it('the store is read as fresh as it can be', async () => {
    const asked: unknown[] = []
    const store = {
      ...memory(),
      async read(options?: object) {
        asked.push(options)
        return null
      },
    }
    await setUp({ store }).refresh(env)
    expect(asked).toEqual([{ fresh: true }])
  })

  it('a URL with a password is refused, and not repeated', async () => {
    const { refresh, lines } = setUp()
    const result = await refresh({ ...env, HARNESS_BASE_URL: 'https://user:hunter2@config.example' })
    expect(result).toMatchObject({ status: 'failed', reason: 'misconfigured' })
    expect(JSON.stringify(result) + lines).not.toContain('hunter2')
  })

  it('a store that holds garbage is said, and healed', async () => {
    const store = memory('garbage')
    const { refresh, codes } = setUp({ store })
    expect(await refresh(env)).toMatchObject({ status: 'published' })
    expect(codes()).toContain(9005)
    expect(await refresh(env)).toMatchObject({ status: 'unchanged' })
  })
})

describe('secrets', () => {
  it('neither the key nor a token is ever logged or returned', async () => {
    const { api, refresh, lines } = setUp()
    const results = [await refresh(env)]
    api.fail({ route: 'auth', status: 403 })
    api.expireTokens()
    results.push(await refresh(env))
    const told = lines.join('\n') + JSON.stringify(results)
    expect(told).not.toContain(KEY)
    expect(told).not.toMatch(/eyJ/) // how every JWT begins
  })
})

describe('options', () => {
  it.each<[object, RegExp]>([
    [{ refresh: { timeout: 0 } }, /refresh\.timeout must be seconds, above 0 and at most 900, not 0/],
    [{ refresh: { timeout: 901 } }, /refresh\.timeout/],
    [{ refresh: { timeout: '60' } }, /refresh\.timeout/],
    [{ refresh: { timeout: Number.NaN } }, /refresh\.timeout/],
    [{ refresh: { maxAuthRetries: -1 } }, /refresh\.maxAuthRetries must be a whole number/],
    [{ refresh: { maxAuthRetries: 1.5 } }, /refresh\.maxAuthRetries/],
    [{ logLevel: 'verbose' }, /logLevel must be one of debug, info, warn, error, silent/],
    [{ store: {} }, /store must have the methods read\(\) and write\(text\)/],
    [{ store: null }, /store must have/],
    [{ provider: {} }, /provider must be one: harness\(\)/],
  ])('%j throws at once', (options, message) => {
    expect(() => scheduledRefresh(options as RefreshOptions)).toThrow(message)
  })
})
