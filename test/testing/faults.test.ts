import { type ConfigApi, createConfigApi, type Fault } from 'burgee/testing'
import { describe, expect, it } from 'vitest'
import { BASE, darkMode, signIn } from './fixtures.js'

async function open(options: Parameters<typeof createConfigApi>[0] = { flags: [darkMode] }) {
  const api = createConfigApi(options)
  const headers = await signIn(api)
  const flags = (init: RequestInit = {}) =>
    api.fetch(`${BASE}/client/env/${api.environment}/feature-configs?cluster=1`, { headers, ...init })
  const segments = () => api.fetch(`${BASE}/client/env/${api.environment}/target-segments`, { headers })
  return { api, flags, segments }
}

describe('a scripted fault', () => {
  it.each<[Fault, number, string | null, string]>([
    [{}, 500, null, '"code":"500"'],
    [{ status: 429 }, 429, null, '"code":"429"'],
    [{ status: 304 }, 304, null, ''],
    [{ retryAfter: 2 }, 503, '2', '"code":"503"'],
    [
      { status: 429, retryAfter: 'Wed, 01 Jan 2025 00:00:00 GMT' },
      429,
      'Wed, 01 Jan 2025 00:00:00 GMT',
      '429',
    ],
    [{ body: '[{"feature":' }, 200, null, '[{"feature":'],
    [{ body: [] }, 200, null, '[]'],
    [{ body: null }, 200, null, 'null'],
    [{ status: 502, body: '<html>' }, 502, null, '<html>'],
    [{ delayMs: 1, status: 504 }, 504, null, '504'],
  ])('%j answers %i', async (fault, status, retryAfter, body) => {
    const { api, flags } = await open()
    api.fail(fault)
    const response = await flags()
    expect(response.status).toBe(status)
    expect(response.headers.get('Retry-After')).toBe(retryAfter)
    expect(await response.text()).toContain(body)
  })

  it('lasts until healed', async () => {
    const { api, flags } = await open()
    api.fail({ route: 'flags' })
    expect([(await flags()).status, (await flags()).status]).toEqual([500, 500])
    api.heal()
    expect((await flags()).status).toBe(200)
  })

  it('meets only its route', async () => {
    const { api, flags, segments } = await open()
    api.fail({ route: 'flags', times: 1 })
    expect((await segments()).status).toBe(200)
    expect((await flags()).status).toBe(500)
  })

  it('follows another in the order they were scripted, each so many times', async () => {
    const { api, flags } = await open()
    api.fail({ route: 'flags', status: 503, times: 2 })
    api.fail({ route: 'flags', status: 429, times: 1 })
    const statuses = []
    for (let i = 0; i < 4; i++) statuses.push((await flags()).status)
    expect(statuses).toEqual([503, 503, 429, 200])
    expect(api.requests.map((request) => request.status)).toEqual([200, 503, 503, 429, 200])
  })

  it('can be an answer that is only slow', async () => {
    const { api, flags } = await open()
    api.fail({ route: 'flags', delayMs: 60, times: 1 })
    const start = performance.now()
    expect((await flags()).status).toBe(200)
    expect(performance.now() - start).toBeGreaterThanOrEqual(55)
  })

  it.each([
    ['heal', (api: ConfigApi) => api.heal()],
    ['close', (api: ConfigApi) => api.close()],
  ])('can be no answer at all, until %s', async (_, release) => {
    const { api, flags } = await open()
    api.fail({ route: 'flags', hang: true, times: 1 })
    const held = flags()
    await expect(Promise.race([held, pause(60)])).resolves.toBe('nothing yet')
    expect(api.requests.at(-1)?.status).toBeNull()
    release(api)
    expect((await held).status).toBe(503)
  })

  it('can be no answer at all, until the client gives up', async () => {
    const { api, flags } = await open()
    api.fail({ hang: true })
    await expect(flags({ signal: AbortSignal.timeout(30) })).rejects.toThrow('timeout')
    api.close()
  })

  it.each<[Fault, string]>([
    [{ status: 99 }, 'status must be 200 to 599'],
    [{ status: 600 }, 'status must be 200 to 599'],
    [{ status: 204, body: 'x' }, 'cannot have a body'],
    [{ times: 0 }, 'once or more times'],
    [{ delayMs: -1 }, 'delayMs must be milliseconds'],
  ])('%j is refused when scripted', (fault, reason) => {
    expect(() => createConfigApi().fail(fault)).toThrow(reason)
  })
})

describe('an outage', () => {
  it('is 503 on every route, known or not, until it is over', async () => {
    const { api, flags } = await open()
    api.down()
    expect((await flags()).status).toBe(503)
    expect((await api.fetch(`${BASE}/client/auth`, { method: 'POST' })).status).toBe(503)
    expect((await api.fetch('http://config.test/')).status).toBe(503)
    expect((await flags()).headers.has('Retry-After')).toBe(false)
    api.up()
    expect((await flags()).status).toBe(200)
  })

  it('says when to come back, if told', async () => {
    const { api, flags } = await open()
    api.down({ retryAfter: 30 })
    expect((await flags()).headers.get('Retry-After')).toBe('30')
  })

  it('catches those that were still waiting', async () => {
    const { api, flags } = await open()
    api.fail({ delayMs: 40 })
    const slow = flags()
    api.down()
    expect((await slow).status).toBe(503)
  })

  it('never ends after close()', async () => {
    const { api, flags } = await open()
    api.close()
    api.up()
    expect((await flags()).status).toBe(503)
  })
})

function pause(ms: number): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve('nothing yet'), ms))
}
