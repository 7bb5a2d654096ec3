import { createHarnessApi, type Fault, type HarnessApi } from 'burgee/testing'
import { describe, expect, it } from 'vitest'
import { BASE, darkMode, signIn } from './fixtures.js'

async function open(options: Parameters<typeof createHarnessApi>[0] = { flags: [darkMode] }) {
  const api = createHarnessApi(options)
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
    [{ delay: 0.001, status: 504 }, 504, null, '504'],
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

  it('affects only its route', async () => {
    const { api, flags, segments } = await open()
    api.fail({ route: 'flags', times: 1 })
    expect((await segments()).status).toBe(200)
    expect((await flags()).status).toBe(500)
  })

  it('plays in the order of the script, each as often as it says', async () => {
    const { api, flags } = await open()
    api.fail({ route: 'flags', status: 503, times: 2 })
    api.fail({ route: 'flags', status: 429, times: 1 })
    const statuses = []
    for (let i = 0; i < 4; i++) statuses.push((await flags()).status)
    expect(statuses).toEqual([503, 503, 429, 200])
    expect(api.requests.map((request) => request.status)).toEqual([200, 503, 503, 429, 200])
  })

  it('can be a slow response that is otherwise normal', async () => {
    const { api, flags } = await open()
    api.fail({ route: 'flags', delay: 0.06, times: 1 })
    const start = performance.now()
    expect((await flags()).status).toBe(200)
    expect(performance.now() - start).toBeGreaterThanOrEqual(55)
  })

  it.each([
    ['heal', (api: HarnessApi) => api.heal()],
    ['close', (api: HarnessApi) => api.close()],
  ])('can hold a request until %s', async (_, release) => {
    const { api, flags } = await open()
    api.fail({ route: 'flags', hang: true, times: 1 })
    const held = flags()
    await expect(Promise.race([held, pause(60)])).resolves.toBe('nothing yet')
    expect(api.requests.at(-1)?.status).toBeNull()
    release(api)
    expect((await held).status).toBe(503)
  })

  it('can hold a request until the client gives up', async () => {
    const { api, flags } = await open()
    api.fail({ hang: true })
    await expect(flags({ signal: AbortSignal.timeout(30) })).rejects.toThrow('timeout')
    api.close()
  })

  it.each<[Fault, string]>([
    [{ status: 99 }, 'fail: status must be 200 to 599'],
    [{ status: 600 }, 'fail: status must be 200 to 599'],
    [{ status: 204, body: 'x' }, 'cannot have a body'],
    [{ times: 0 }, 'fail: times must be 1 or more, got 0'],
    [{ delay: -1 }, 'fail: delay must be 0 seconds or more, got -1'],
    [{ delayMs: -1000 }, 'fail: delay must be 0 seconds or more, got -1'],
  ])('refuses the script %j', (fault, reason) => {
    expect(() => createHarnessApi().fail(fault)).toThrow(reason)
  })
})

describe('an outage', () => {
  it('answers 503 on every route, known or not, until it is over', async () => {
    const { api, flags } = await open()
    api.down()
    expect((await flags()).status).toBe(503)
    expect((await api.fetch(`${BASE}/client/auth`, { method: 'POST' })).status).toBe(503)
    expect((await api.fetch('http://config.test/')).status).toBe(503)
    expect((await flags()).headers.has('Retry-After')).toBe(false)
    api.up()
    expect((await flags()).status).toBe(200)
  })

  it('sends Retry-After, if the test gives it', async () => {
    const { api, flags } = await open()
    api.down({ retryAfter: 30 })
    expect((await flags()).headers.get('Retry-After')).toBe('30')
  })

  it('affects requests that were still waiting', async () => {
    const { api, flags } = await open()
    api.fail({ delay: 0.04 })
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
