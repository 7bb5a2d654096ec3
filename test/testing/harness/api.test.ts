import { createConfigApi, createHarnessApi, type HarnessSegment } from 'burgee/testing'
import { decode } from 'hono/jwt'
import { describe, expect, it } from 'vitest'
import { BASE, beta, darkMode, greeting, signIn } from './fixtures.js'

const ENVIRONMENT = '11111111-2222-4333-8444-555555555555'

function authenticate(api: ReturnType<typeof createHarnessApi>, body: string, type = 'application/json') {
  return api.fetch(`${BASE}/client/auth`, { method: 'POST', headers: { 'Content-Type': type }, body })
}

it('has the older name createConfigApi', () => {
  expect(createConfigApi).toBe(createHarnessApi)
})

describe('POST /client/auth', () => {
  it('issues a token with the claims that clients read', async () => {
    const api = createHarnessApi({
      environment: ENVIRONMENT,
      environmentIdentifier: 'prod',
      cluster: '2',
      accountID: 'acme',
    })
    const response = await authenticate(api, '{"apiKey":"demo-key"}')
    expect(response.status).toBe(200)
    const { authToken } = (await response.json()) as { authToken: string }
    expect(decode(authToken).payload).toMatchObject({
      environment: ENVIRONMENT,
      environmentIdentifier: 'prod',
      clusterIdentifier: '2',
      accountID: 'acme',
      project: expect.any(String),
      projectIdentifier: expect.any(String),
      organization: expect.any(String),
      organizationIdentifier: expect.any(String),
      key_type: 'Server',
    })
  })

  it('refuses another key with 403 and the Harness error body', async () => {
    const response = await authenticate(createHarnessApi({ sdkKey: 'right' }), '{"apiKey":"demo-key"}')
    expect(response.status).toBe(403)
    expect(await response.json()).toEqual({ code: '403', message: expect.any(String) })
  })

  it.each([
    ['a body that is not JSON', 'apiKey=demo-key', 'application/json'],
    ['JSON with another content type', '{"apiKey":"demo-key"}', 'text/plain'],
    ['a body without a key', '{}', 'application/json'],
    ['an empty key', '{"apiKey":""}', 'application/json'],
    ['a key that is not a string', '{"apiKey":7}', 'application/json'],
    ['an array', '["demo-key"]', 'application/json'],
    ['null', 'null', 'application/json'],
  ])('answers 400 to %s', async (_, body, type) => {
    expect((await authenticate(createHarnessApi(), body, type)).status).toBe(400)
  })
})

describe('every other route', () => {
  const routes = [
    ['flags', 'GET', `/client/env/${ENVIRONMENT}/feature-configs?cluster=1`],
    ['flag', 'GET', `/client/env/${ENVIRONMENT}/feature-configs/dark-mode?cluster=1`],
    ['segments', 'GET', `/client/env/${ENVIRONMENT}/target-segments?cluster=1&rules=v2`],
    ['segment', 'GET', `/client/env/${ENVIRONMENT}/target-segments/beta?cluster=1&rules=v2`],
    ['stream', 'GET', '/stream?cluster=1'],
    ['metrics', 'POST', `/metrics/${ENVIRONMENT}?cluster=1`],
  ] as const
  const create = () => createHarnessApi({ flags: [darkMode], segments: [beta], environment: ENVIRONMENT })
  const body = (method: string) => (method === 'POST' ? { body: '{}' } : {})

  describe.each(routes)('%s', (route, method, path) => {
    const ask = (api: ReturnType<typeof create>, headers: Record<string, string>, to: string = path) =>
      api.fetch(BASE + to, {
        method,
        headers: { 'API-Key': api.sdkKey, 'Content-Type': 'application/json', ...headers },
        ...body(method),
      })

    it('answers 200 to its own token', async () => {
      const api = create()
      expect((await ask(api, await signIn(api))).status).toBe(200)
      expect(api.count(route)).toBe(1)
      api.close()
    })

    it.each([
      ['no token', {}],
      ['a token that is not a JWT', { Authorization: 'Bearer demo-key' }],
      ['another scheme', { Authorization: 'Basic ZGVtbzprZXk=' }],
    ])('answers 401 to %s', async (_, headers) => {
      const api = create()
      await signIn(api)
      expect((await ask(api, headers as Record<string, string>)).status).toBe(401)
    })

    it('answers 401 to a token of another API', async () => {
      expect((await ask(create(), await signIn(create()))).status).toBe(401)
    })

    it('answers 401 after the tokens expire, and 200 to a new token', async () => {
      const api = create()
      const token = await signIn(api)
      api.expireTokens()
      expect((await ask(api, token)).status).toBe(401)
      const renewed = await signIn(api)
      expect((await ask(api, token)).status).toBe(401)
      expect((await ask(api, renewed)).status).toBe(200)
      api.close()
    })

    it('answers 400 to a cluster other than the token’s', async () => {
      const api = create()
      expect((await ask(api, await signIn(api), path.replace('cluster=1', 'cluster=2'))).status).toBe(400)
    })
  })

  // Only the stream has no environment in its path.
  it.each(routes.filter(([, , path]) => path.includes(ENVIRONMENT)))(
    '%s answers 403 to the path of another environment',
    async (_, method, path) => {
      const api = create()
      const other = path.replace(ENVIRONMENT, 'b0a7e5c1-0000-4000-8000-000000000001')
      const headers = { ...(await signIn(api)), 'Content-Type': 'application/json' }
      expect((await api.fetch(BASE + other, { method, headers, ...body(method) })).status).toBe(403)
    },
  )

  it.each([
    ['GET', `${BASE}/nowhere`],
    ['GET', `${BASE}/client/auth`],
    ['GET', 'http://config.test/'],
    ['GET', 'http://config.test/client/auth'],
  ])('%s %s is a 404 in JSON', async (method, url) => {
    const response = await createHarnessApi().fetch(url, { method })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: '404' })
  })
})

describe('flags and segments', () => {
  async function open(options: Parameters<typeof createHarnessApi>[0]) {
    const api = createHarnessApi(options)
    const headers = await signIn(api)
    const get = async (path: string) => {
      const response = await api.fetch(`${BASE}/client/env/${api.environment}${path}`, { headers })
      return { status: response.status, body: (await response.json()) as unknown }
    }
    return { api, get }
  }

  it('are sent as given, with a version that starts at 1', async () => {
    const { get } = await open({ flags: [darkMode, { ...greeting, version: 7 }], segments: [beta] })
    expect((await get('/feature-configs')).body).toMatchObject([
      { ...darkMode, version: 1 },
      { ...greeting, version: 7 },
    ])
    expect((await get('/target-segments?rules=v2')).body).toEqual([{ ...beta, version: 1 }])
    expect((await get('/feature-configs/greeting')).body).toMatchObject(greeting)
    expect((await get('/target-segments/beta?rules=v2')).body).toMatchObject(beta)
  })

  it('carry the project and the environment that the protocol requires', async () => {
    const { get } = await open({ flags: [darkMode], environmentIdentifier: 'prod' })
    expect((await get('/feature-configs/dark-mode')).body).toMatchObject({
      environment: 'prod',
      project: 'test-project',
    })
  })

  it.each(['/feature-configs/unknown', '/target-segments/unknown'])('%s is a 404', async (path) => {
    const { get } = await open({ flags: [darkMode], segments: [beta] })
    expect((await get(path)).status).toBe(404)
  })

  it.each([
    ['/target-segments', undefined],
    ['/target-segments?rules=v1', undefined],
    ['/target-segments?rules=v2', beta.servingRules],
  ])('%s has the serving rules %j', async (path, servingRules) => {
    const { get } = await open({ segments: [beta] })
    const [segment] = (await get(path)).body as HarnessSegment[]
    expect(segment?.identifier).toBe('beta')
    expect(segment?.servingRules).toEqual(servingRules)
  })

  it('keep the nulls that were given', async () => {
    const { get } = await open({ flags: [{ ...darkMode, rules: null, prerequisites: null }] })
    expect((await get('/feature-configs/dark-mode')).body).toMatchObject({ rules: null, prerequisites: null })
  })

  it('are copies, so a change to the object passed in has no effect', async () => {
    const mine = structuredClone(greeting)
    const { api, get } = await open({ flags: [mine] })
    Object.assign(mine, { state: 'off' })
    const next = structuredClone(darkMode)
    api.setFlag(next)
    Object.assign(next, { state: 'off' })
    expect((await get('/feature-configs')).body).toMatchObject([{ state: 'on' }, { state: 'on' }])
  })

  it('get a higher version with every change, even a change back', async () => {
    const { api, get } = await open({ flags: [darkMode], segments: [beta] })
    expect(api.updateFlag('dark-mode', { state: 'off' })).toBe(2)
    expect(api.updateFlag('dark-mode', (flag) => ({ ...flag, state: 'on' }))).toBe(3)
    expect(api.setFlag(darkMode)).toBe(4)
    expect(api.setFlag({ ...darkMode, version: 2 })).toBe(5)
    expect(api.setFlag({ ...darkMode, version: 90 })).toBe(90)
    expect(api.updateSegment('beta', { included: [{ identifier: 'ada' }] })).toBe(2)
    expect((await get('/feature-configs/dark-mode')).body).toMatchObject({ state: 'on', version: 90 })
    expect((await get('/target-segments/beta')).body).toMatchObject({ included: [{ identifier: 'ada' }] })
  })

  it('keep their versions after a deletion', async () => {
    const { api, get } = await open({ flags: [{ ...darkMode, version: 5 }] })
    expect(api.deleteFlag('dark-mode')).toBe(true)
    expect(api.deleteFlag('dark-mode')).toBe(false)
    expect((await get('/feature-configs')).body).toEqual([])
    expect(api.setFlag(darkMode)).toBe(7)
  })

  it('that are wrong are refused, with the reason', () => {
    const api = createHarnessApi({ flags: [darkMode] })
    expect(() => api.updateFlag('nope', { state: 'on' })).toThrow(
      'updateFlag: the flag "nope" does not exist',
    )
    expect(() => api.updateSegment('nope', {})).toThrow('updateSegment: the segment "nope" does not exist')
    expect(() => api.updateFlag('dark-mode', { feature: 'other' })).toThrow(
      'updateFlag: an update cannot change the key of the flag "dark-mode"',
    )
    expect(() => api.setFlag({ ...darkMode, feature: '' })).toThrow('setFlag: a flag needs a key')
    expect(() => createHarnessApi({ flags: [darkMode, darkMode] })).toThrow(
      'createHarnessApi: two flags have the key "dark-mode"',
    )
    expect(() => createHarnessApi({ sdkKey: '' })).toThrow('createHarnessApi: sdkKey is empty')
    const tooShort = 'createHarnessApi: heartbeat must be above 0 seconds, got 0'
    expect(() => createHarnessApi({ heartbeat: 0 })).toThrow(tooShort)
    expect(() => createHarnessApi({ heartbeatMs: 0 })).toThrow(tooShort)
  })
})

describe('the request log', () => {
  it('has the client, the route and the status of every request', async () => {
    const api = createHarnessApi({ flags: [darkMode] })
    const headers = {
      ...(await signIn(api)),
      'User-Agent': 'Burgee/1',
      'Harness-SDK-Info': 'Burgee 1 Server',
    }
    await api.fetch(`${BASE}/client/env/${api.environment}/feature-configs?cluster=1`, { headers })
    await api.fetch(`${BASE}/elsewhere`)
    expect(api.requests).toMatchObject([
      { method: 'POST', route: 'auth', path: '/api/1.0/client/auth', status: 200 },
      {
        method: 'GET',
        route: 'flags',
        path: `/api/1.0/client/env/${api.environment}/feature-configs`,
        query: { cluster: '1' },
        status: 200,
        headers: { 'user-agent': 'Burgee/1', 'harness-sdk-info': 'Burgee 1 Server' },
      },
      { route: 'unknown', status: 404 },
    ])
    expect([api.count(), api.count('auth'), api.count('flags'), api.count('metrics')]).toEqual([3, 1, 1, 0])
  })

  it('never holds the SDK key or a token', async () => {
    const api = createHarnessApi({ sdkKey: 'very-secret-key' })
    const headers = await signIn(api)
    const token = headers.Authorization.slice('Bearer '.length)
    await api.fetch(`${BASE}/stream?cluster=1&key=very-secret-key`, {
      headers: { ...headers, 'API-Key': 'very-secret-key' },
    })
    await api.fetch(`${BASE}/client/env/very-secret-key/feature-configs?cluster=very-secret-key`, { headers })
    await api.fetch(`${BASE}/client/auth`, { headers: { 'User-Agent': 'client very-secret-key' } })
    const log = JSON.stringify(api.requests)
    expect(api.count()).toBe(4)
    expect(log).not.toContain('very-secret-key')
    expect(log).not.toContain(token)
    api.close()
  })
})
