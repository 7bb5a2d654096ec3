import { type RefreshOptions, scheduledRefresh } from 'burgee/refresh'
import { describe, expect, it } from 'vitest'
import { API } from '../kit/fake-fetch.js'
import { env, KEY, routes, setUp } from '../kit/refresh.js'

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
    expect(codes()).toEqual([9013, 2000, 9014, 9000])
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
    [
      { refresh: { timeout: 0 } },
      /^scheduledRefresh: refresh\.timeout must be a number of seconds from 0\.001 to 900, not 0$/,
    ],
    [{ refresh: { timeout: 901 } }, /refresh\.timeout/],
    [{ refresh: { timeout: '60' } }, /refresh\.timeout/],
    [{ refresh: { timeout: Number.NaN } }, /refresh\.timeout/],
    [{ refresh: { maxAuthRetries: -1 } }, /refresh\.maxAuthRetries must be a whole number from 0, not -1/],
    [{ refresh: { maxAuthRetries: 1.5 } }, /refresh\.maxAuthRetries/],
    [{ logLevel: 'verbose' }, /logLevel must be one of debug, info, warn, error, silent, not verbose/],
    [{ store: {} }, /store must be an object with the methods read\(\) and write\(text\)/],
    [{ store: null }, /store must be an object/],
    [{ provider: {} }, /provider must be a provider, such as harness\(\)/],
  ])('%j throws at once', (options, message) => {
    expect(() => scheduledRefresh(options as RefreshOptions)).toThrow(message)
  })
})
