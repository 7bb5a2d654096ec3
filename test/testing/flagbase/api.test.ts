import { createFlagbaseApi, type Fault, type FlagbaseApi, type FlagbaseFlag } from 'burgee/testing'
import { describe, expect, it } from 'vitest'

const URL = 'http://poller.test/'

/** On for the plan `pro`, off for other targets. */
const darkMode: FlagbaseFlag = {
  flagKey: 'dark-mode',
  useFallthrough: false,
  fallthroughVariations: [{ variationKey: 'off', weight: 100 }],
  rules: [
    {
      id: 'paying',
      ruleType: 'trait',
      traitKey: 'plan',
      traitValue: 'pro',
      operator: 'equal',
      negate: false,
      ruleVariations: [{ variationKey: 'on', weight: 100 }],
    },
  ],
}

const greeting: FlagbaseFlag = {
  flagKey: 'greeting',
  useFallthrough: true,
  fallthroughVariations: [
    { variationKey: 'plain', weight: 50 },
    { variationKey: 'loud', weight: 50 },
  ],
}

/** Polls as a client does. */
function poll(api: FlagbaseApi, etag: string | undefined = 'initial', init: RequestInit = {}) {
  const headers: Record<string, string> = { 'x-sdk-key': api.sdkKey, ETag: etag, ...Object(init.headers) }
  return api.fetch(URL, { ...init, headers })
}

async function etagOf(api: FlagbaseApi): Promise<string> {
  return (await poll(api)).headers.get('Etag') ?? ''
}

async function flagsOf(api: FlagbaseApi): Promise<unknown[]> {
  const { data } = (await (await poll(api)).json()) as { data: { attributes: unknown }[] }
  return data.map(({ attributes }) => attributes)
}

describe('a poll', () => {
  it('gets a JSON:API document of all flags, and an ETag', async () => {
    const response = await poll(createFlagbaseApi({ flags: [darkMode, greeting] }))
    expect(response.status).toBe(200)
    expect(response.headers.get('Content-Type')).toBe('application/vnd.api+json')
    expect(response.headers.get('Etag')).toMatch(/^[0-9a-f]{64}$/)
    expect(await response.json()).toEqual({
      data: [
        { type: 'raw_flag', id: 'dark-mode', attributes: darkMode },
        { type: 'raw_flag', id: 'greeting', attributes: greeting },
      ],
    })
  })

  it('gets an empty list if there are no flags', async () => {
    expect(await (await poll(createFlagbaseApi())).json()).toEqual({ data: [] })
  })

  it('with the current ETag gets a 304 without a body, and the same ETag', async () => {
    const api = createFlagbaseApi({ flags: [darkMode] })
    const etag = await etagOf(api)
    const response = await poll(api, etag)
    expect(response.status).toBe(304)
    expect(response.headers.get('Etag')).toBe(etag)
    expect(await response.text()).toBe('')
  })

  it.each(['initial', '"initial"', 'W/"0123"', '*'])('with the ETag %s gets all flags', async (etag) => {
    const api = createFlagbaseApi({ flags: [darkMode] })
    expect((await poll(api, etag)).status).toBe(200)
  })

  it('with the current ETag in quotes gets all flags', async () => {
    const api = createFlagbaseApi({ flags: [darkMode] })
    expect((await poll(api, `"${await etagOf(api)}"`)).status).toBe(200)
  })

  it('with If-None-Match in place of ETag gets a 400', async () => {
    const api = createFlagbaseApi({ flags: [darkMode] })
    const headers = { 'x-sdk-key': api.sdkKey, 'If-None-Match': await etagOf(api) }
    expect((await api.fetch(URL, { headers })).status).toBe(400)
  })
})

describe('a request that is not a poll is refused with an errors document', () => {
  const key = { 'x-sdk-key': 'demo-key' }
  const whole = { ...key, ETag: 'initial' }

  it.each<[string, number, string, RequestInit]>([
    ['no key', 403, '', { headers: { ETag: 'initial' } }],
    ['another key', 403, '', { headers: { 'x-sdk-key': 'other', ETag: 'initial' } }],
    [
      'the key as a bearer token',
      403,
      '',
      { headers: { Authorization: 'Bearer demo-key', ETag: 'initial' } },
    ],
    ['another key, with no ETag', 403, '', { headers: { 'x-sdk-key': 'other' } }],
    ['no ETag', 400, '', { headers: key }],
    ['an empty ETag', 400, '', { headers: { ...key, ETag: '' } }],
    ['another path', 404, 'flags', { headers: whole }],
    ['another path and method', 404, 'flags', { method: 'POST', headers: whole }],
    ['POST', 405, '', { method: 'POST', headers: whole, body: '{}' }],
    ['DELETE', 405, '', { method: 'DELETE', headers: whole }],
  ])('%s: %i', async (_, status, path, init) => {
    const response = await createFlagbaseApi({ flags: [darkMode] }).fetch(URL + path, init)
    expect(response.status).toBe(status)
    expect(response.headers.get('Content-Type')).toBe('application/vnd.api+json')
    expect(response.headers.get('Allow')).toBe(status === 405 ? 'GET' : null)
    expect(await response.json()).toEqual({ errors: [{ code: String(status), message: expect.any(String) }] })
  })

  it('HEAD: 405, with no body', async () => {
    const response = await createFlagbaseApi().fetch(URL, { method: 'HEAD', headers: whole })
    expect(response.status).toBe(405)
    expect(await response.text()).toBe('')
  })
})

describe('the ETag', () => {
  it.each<[string, (api: FlagbaseApi) => void]>([
    ['a flag is created', (api) => api.setFlag({ ...greeting, flagKey: 'farewell' })],
    ['a flag is replaced', (api) => api.setFlag({ ...greeting, useFallthrough: false })],
    ['a flag is updated', (api) => api.updateFlag('greeting', { useFallthrough: false })],
    ['a flag is deleted', (api) => void api.deleteFlag('greeting')],
  ])('changes when %s', async (_, change) => {
    const api = createFlagbaseApi({ flags: [darkMode, greeting] })
    const before = await etagOf(api)
    change(api)
    expect(await etagOf(api)).not.toBe(before)
    expect((await poll(api, before)).status).toBe(200)
  })

  it.each<[string, (api: FlagbaseApi) => void]>([
    ['a flag is set to what it is', (api) => api.setFlag(darkMode)],
    ['an unknown flag is deleted', (api) => void api.deleteFlag('nope')],
    [
      'a flag is changed, and back',
      (api) => {
        api.updateFlag('greeting', { useFallthrough: false })
        api.updateFlag('greeting', { useFallthrough: true })
      },
    ],
    [
      'a flag is deleted and created again',
      (api) => {
        api.deleteFlag('dark-mode')
        api.setFlag(darkMode)
      },
    ],
  ])('stays when %s', async (_, change) => {
    const api = createFlagbaseApi({ flags: [darkMode, greeting] })
    const before = await etagOf(api)
    change(api)
    expect(await etagOf(api)).toBe(before)
  })

  it('is the same for the same flags in another order and API', async () => {
    const one = createFlagbaseApi({ flags: [darkMode, greeting] })
    const other = createFlagbaseApi({ flags: [greeting, darkMode], sdkKey: 'other' })
    expect(await etagOf(one)).toBe(await etagOf(other))
  })
})

describe('flags', () => {
  it('change by fields to replace, or by a function', async () => {
    const api = createFlagbaseApi({ flags: [darkMode] })
    api.updateFlag('dark-mode', { useFallthrough: true })
    expect(await flagsOf(api)).toEqual([{ ...darkMode, useFallthrough: true }])
    api.updateFlag('dark-mode', ({ rules: _, ...flag }) => flag)
    const { rules: _, ...rest } = darkMode
    expect(await flagsOf(api)).toEqual([{ ...rest, useFallthrough: true }])
    expect([api.deleteFlag('dark-mode'), api.deleteFlag('dark-mode')]).toEqual([true, false])
    expect(await flagsOf(api)).toEqual([])
  })

  it('keep nulls and invalid values', async () => {
    const odd = { ...darkMode, rules: null, fallthroughVariations: [{ variationKey: 'off', weight: -1 }] }
    expect(await flagsOf(createFlagbaseApi({ flags: [odd] }))).toEqual([odd])
  })

  it('are copies, so a change to the object passed in has no effect', async () => {
    const mine = structuredClone(darkMode)
    const api = createFlagbaseApi({ flags: [mine] })
    Object.assign(mine, { useFallthrough: true })
    expect(await flagsOf(api)).toEqual([darkMode])
  })

  it('that are wrong are refused, with the reason', () => {
    const api = createFlagbaseApi({ flags: [darkMode] })
    expect(() => api.updateFlag('nope', {})).toThrow('updateFlag: the flag "nope" does not exist')
    expect(() => api.updateFlag('dark-mode', { flagKey: 'other' })).toThrow(
      'updateFlag: an update cannot change the key of the flag "dark-mode"',
    )
    expect(() => api.setFlag({ ...darkMode, flagKey: '' })).toThrow('setFlag: a flag needs a key')
    expect(() => createFlagbaseApi({ flags: [darkMode, darkMode] })).toThrow(
      'createFlagbaseApi: two flags have the key "dark-mode"',
    )
    expect(() => createFlagbaseApi({ sdkKey: '' })).toThrow('createFlagbaseApi: sdkKey is empty')
  })
})

describe('the request log', () => {
  it('has the client, its ETag, the route and the status of every request', async () => {
    const api = createFlagbaseApi({ flags: [darkMode] })
    const etag = await etagOf(api)
    await poll(api, etag, { headers: { 'User-Agent': 'Burgee/1' } })
    await api.fetch(`${URL}elsewhere`)
    await api.fetch(URL, { method: 'POST' })
    expect(api.requests).toMatchObject([
      { method: 'GET', route: 'flags', path: '/', status: 200, headers: { etag: 'initial' } },
      { route: 'flags', status: 304, headers: { etag, 'user-agent': 'Burgee/1' } },
      { method: 'GET', route: 'unknown', path: '/elsewhere', status: 404 },
      { method: 'POST', route: 'unknown', path: '/', status: 405 },
    ])
    expect([api.count(), api.count('flags'), api.count('unknown')]).toEqual([4, 2, 2])
  })

  it('never holds the SDK key', async () => {
    const api = createFlagbaseApi({ sdkKey: 'very-secret-key' })
    await poll(api, 'very-secret-key', { headers: { 'User-Agent': 'client very-secret-key' } })
    await api.fetch(`${URL}very-secret-key?cluster=very-secret-key`)
    expect(api.count()).toBe(2)
    expect(JSON.stringify(api.requests)).not.toContain('very-secret-key')
  })
})

describe('faults and outages', () => {
  it.each<[Fault<'flags'>, number, string | null, string]>([
    [{}, 500, null, '{"errors":[{"code":"500"'],
    [{ status: 429, retryAfter: 2 }, 429, '2', '{"errors":[{"code":"429"'],
    [{ status: 304 }, 304, null, ''],
    [{ body: '{"data":' }, 200, null, '{"data":'],
    [{ route: 'flags', delayMs: 1, status: 504 }, 504, null, '504'],
  ])('%j answers %i', async (fault, status, retryAfter, body) => {
    const api = createFlagbaseApi({ flags: [darkMode] })
    api.fail(fault)
    const response = await poll(api)
    expect(response.status).toBe(status)
    expect(response.headers.get('Retry-After')).toBe(retryAfter)
    expect(await response.text()).toContain(body)
  })

  it('a fault lasts as often as it says, or until healed', async () => {
    const api = createFlagbaseApi()
    api.fail({ status: 503, times: 1 })
    api.fail({ status: 429 })
    const statuses = [(await poll(api)).status, (await poll(api)).status, (await poll(api)).status]
    expect(statuses).toEqual([503, 429, 429])
    api.heal()
    expect((await poll(api)).status).toBe(200)
  })

  it('a fault of the route flags does not affect other requests', async () => {
    const api = createFlagbaseApi()
    api.fail({ route: 'flags', times: 1 })
    expect((await api.fetch(`${URL}elsewhere`)).status).toBe(404)
    expect((await poll(api)).status).toBe(500)
  })

  it('a request is held until the client gives up', async () => {
    const api = createFlagbaseApi()
    api.fail({ hang: true })
    await expect(poll(api, 'initial', { signal: AbortSignal.timeout(30) })).rejects.toThrow('timeout')
    api.close()
  })

  it('an outage answers 503 everywhere, until it is over', async () => {
    const api = createFlagbaseApi()
    api.down({ retryAfter: 30 })
    const response = await poll(api)
    expect(response.status).toBe(503)
    expect(response.headers.get('Retry-After')).toBe('30')
    expect(await response.json()).toMatchObject({ errors: [{ code: '503' }] })
    expect((await api.fetch(`${URL}elsewhere`)).status).toBe(503)
    api.up()
    expect((await poll(api)).status).toBe(200)
  })

  it('after close() it answers 503 for good', async () => {
    const api = createFlagbaseApi()
    api.close()
    api.up()
    expect((await poll(api)).status).toBe(503)
  })
})
