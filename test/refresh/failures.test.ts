import { harnessDialect } from 'burgee/harness'
import { memory } from 'burgee/memory'
import { type Answer, scheduledRefresh } from 'burgee/refresh'
import { describe, expect, it, vi } from 'vitest'
import { hurry } from '../kit/clock.js'
import { fakeFetch } from '../kit/fake-fetch.js'
import { recorder } from '../kit/record.js'
import { env, flags, KEY, routes, setUp } from '../kit/refresh.js'

describe('what fails', () => {
  it('a missing key is logged once, and nothing is fetched', async () => {
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
    expect(codes()).toEqual([9013, 2001, 1001, 9011])
  })

  it.each([500, 502, 503, 429, 408])('authentication that answers %i is tried again', async (status) => {
    const { api, refresh, codes } = setUp()
    api.fail({ route: 'auth', status, times: 2 })
    expect(await hurry(refresh(env))).toMatchObject({ status: 'published' })
    expect(api.count('auth')).toBe(3)
    expect(codes()).toEqual([9013, 2002, 2002, 2000, 9014, 9000])
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

  it('stops authenticating after maxAuthRetries', async () => {
    const { api, refresh, codes } = setUp({ refresh: { maxAuthRetries: 3, timeout: 900 } })
    api.fail({ route: 'auth', status: 503 })
    expect(await hurry(refresh(env))).toMatchObject({ status: 'failed', reason: 'unavailable' })
    expect(api.count('auth')).toBe(4)
    expect(codes()).toEqual([9013, 2002, 2002, 2002, 2002, 2003, 9011])
  })

  it('tries authentication ten times more by default', async () => {
    const { api, refresh } = setUp({ refresh: { timeout: 900 } })
    api.fail({ route: 'auth', status: 503 })
    await hurry(refresh(env))
    expect(api.count('auth')).toBe(11)
  })

  it('gives the reason of the last attempt if the time ran out during authentication', async () => {
    const { refresh, lines } = setUp({ refresh: { timeout: 0.3 } })
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('connection refused')))
    const result = await refresh(env)
    expect(result).toMatchObject({ status: 'failed', reason: 'timeout' })
    expect(result.status === 'failed' && result.message).toMatch(
      /ran out; no answer from http.*client\/auth: connection refused/,
    )
    expect(lines.find((line) => line.includes('2003'))).toContain('connection refused')
  })

  it('names the address that refused, if a URL lacks its path', async () => {
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
    expect(codes()).toEqual([9013, 2000, 8007, 8011, 9011])
  })

  it.each([
    ['flags', 8007, 8011],
    ['segments', 8008, 8012],
  ] as const)('fetching %s that always fails is logged with %i and %i', async (route, attempt, gaveUp) => {
    const { api, refresh, codes } = setUp({ refresh: { timeout: 900 } })
    api.fail({ route, status: 500 })
    expect(await hurry(refresh(env))).toMatchObject({ status: 'failed', reason: 'unavailable' })
    expect(codes()).toEqual([9013, 2000, ...Array(5).fill(attempt), gaveUp, 9011])
  })

  it('ends when its time is over, even if the config API hangs', async () => {
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
      message: expect.stringContaining('no token in the answer'),
    })
  })

  it.each<[string, object, RegExp]>([
    ['no KV binding', { ...env }, /no KV is bound as FLAGS/],
    ['a binding that is not a KV namespace', { ...env, FLAGS: 'text' }, /no KV is bound as FLAGS/],
    [
      'a URL that is none',
      { ...env, HARNESS_BASE_URL: 'config.example.com' },
      /HARNESS_BASE_URL must be an http or https URL without a password/,
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

  it.each(['read', 'write'] as const)('a store that cannot be %s is logged', async (method) => {
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

  it('a store that never answers does not outlast a time that was over before it was asked', async () => {
    const provider = {
      name: 'slow',
      dialect: harnessDialect,
      source: () => ({
        fetch: ({ signal }: { signal: AbortSignal }) =>
          new Promise<Answer>((resolve) => {
            const answer: Answer = { fingerprint: '', compile: () => ({ snapshot: '', issues: [] }) }
            signal.addEventListener('abort', () => setTimeout(() => resolve(answer), 10))
          }),
      }),
      sink: () => undefined,
    }
    const store = { ...memory(), read: () => new Promise<never>(() => {}) }
    const { refresh } = setUp({ provider, store, refresh: { timeout: 0.05 } })
    expect(await refresh(env)).toMatchObject({ status: 'failed', reason: 'store' })
  })

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

  it('a store that holds garbage is logged, and repaired', async () => {
    const store = memory('garbage')
    const { refresh, codes } = setUp({ store })
    expect(await refresh(env)).toMatchObject({ status: 'published' })
    expect(codes()).toContain(9005)
    expect(await refresh(env)).toMatchObject({ status: 'unchanged' })
  })
})
