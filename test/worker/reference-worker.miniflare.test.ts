/**
 * The reference worker, from end to end: a Harness API over HTTP, the cron, KV and visitors. The official Harness Node
 * SDK is a client of the same API, and gives the expected values.
 */
import type { Client, Target } from '@harnessio/ff-nodejs-server-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readHarnessFile } from '../../worker/demo/flags-file.js'
import { serveHarnessApi } from '../../worker/demo/serve-api.js'
import { connectSdk } from '../kit/harness-sdk.js'
import { bundleAndStart, type RunningWorker } from '../kit/worker.js'

const { flags, segments } = readHarnessFile()

let harness: Awaited<ReturnType<typeof serveHarnessApi>>
let worker: RunningWorker

beforeAll(async () => {
  harness = await serveHarnessApi({ flags, segments })
  worker = await bundleAndStart({ file: 'worker/index.ts' }, harness.bindings)
})

afterAll(async () => {
  await worker?.stop()
  await harness?.close()
})

const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(new URL(path, worker.url), { headers })

/** The values of all flags that a visitor with these headers is served. */
const valuesFor = async (headers: Readonly<Record<string, string>>): Promise<Record<string, unknown>> => {
  const { flags } = (await (await get('/flags', headers)).json()) as {
    flags: Record<string, { value: unknown }>
  }
  return Object.fromEntries(Object.entries(flags).map(([key, { value }]) => [key, value]))
}

it('serves its pages before the cron has run, and says that there is no snapshot', async () => {
  expect(await (await get('/healthz')).json()).toEqual({
    status: 'no snapshot',
    revision: null,
    age: null,
    source: 'none',
    flags: 0,
  })
  expect(await valuesFor({})).toEqual({})
  expect(await (await get('/')).text()).toContain('No snapshot yet')
  expect(harness.api.count('flags'), 'no request asks Harness').toBe(0)
})

describe('after the cron has run', () => {
  let sdk: Client

  beforeAll(async () => {
    sdk = connectSdk(harness.url).client
    await sdk.waitForInitialization()
    const { outcome } = await (await worker.miniflare.getWorker()).scheduled()
    expect(outcome).toBe('ok')
  })

  afterAll(() => sdk?.close())

  const sdkValue = (key: string, kind: string, target: Target): Promise<unknown> => {
    if (kind === 'boolean') return sdk.boolVariation(key, target, false)
    if (kind === 'int') return sdk.numberVariation(key, target, -1)
    return kind === 'json' ? sdk.jsonVariation(key, target, {}) : sdk.stringVariation(key, target, '')
  }

  const sdkValues = async (target: Target): Promise<Record<string, unknown>> =>
    Object.fromEntries(
      await Promise.all(
        flags.map(async ({ feature, kind }) => [feature, await sdkValue(feature, kind, target)]),
      ),
    )

  it('is healthy', async () => {
    expect(await (await get('/healthz')).json()).toMatchObject({ status: 'ok', flags: flags.length })
  })

  it.each<{ readonly id: string; readonly plan?: string; readonly email?: string }>([
    { id: 'ada' },
    { id: 'ada', plan: 'pro', email: 'ada@acme.example' },
    { id: 'bob', plan: 'free' },
    { id: 'mallory', email: 'mallory@acme.example' },
    { id: 'eve', plan: 'enterprise', email: 'eve@acme.example' },
    { id: 'Eve', plan: 'Pro', email: 'eve@ACME.example' },
    { id: 'zoe@example.com', email: '' },
  ])('serves $id, plan $plan, email $email, the same values as the Harness SDK', async (visitor) => {
    const { id, ...attributes } = visitor
    const headers = Object.entries(attributes).map(([name, value]) => [`x-${name}`, value])
    const values = await valuesFor({ 'x-target-id': id, ...Object.fromEntries(headers) })
    expect(values).toEqual(await sdkValues({ identifier: id, name: id, attributes }))
  })

  it('divides thirty visitors of a rollout as the Harness SDK does', async () => {
    const seen = new Set<unknown>()
    for (let i = 0; i < 30; i++) {
      const identifier = `visitor-${i}`
      const values = await valuesFor({ 'x-target-id': identifier })
      expect(values, identifier).toEqual(await sdkValues({ identifier, name: identifier, attributes: {} }))
      seen.add(values['checkout-layout'])
    }
    expect([...seen].sort()).toEqual(['one-page', 'three-steps'])
  })

  it('serves a private HTML page, and escapes what visitors send', async () => {
    const response = await get('/', { 'x-target-id': 'ada', 'x-plan': '<script>alert("hi")</script>' })
    expect(response.headers.get('content-type')).toMatch(/^text\/html/)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    const text = await response.text()
    expect(text).toContain('<code>ada</code>')
    expect(text).toContain('&lt;script&gt;alert(&quot;hi&quot;)&lt;/script&gt;')
    expect(text).not.toContain('<script')
  })

  it.each(['x-target-id', 'cookie'])('does not show an identifier in %s that is markup', async (header) => {
    const markup = '<img/src=x/onerror=alert(1)>'
    const text = await (
      await get('/', { [header]: header === 'cookie' ? `burgee_id=${markup}` : markup })
    ).text()
    expect(text).toContain('(anonymous)')
    expect(text).not.toContain('onerror')
  })

  it('gives an anonymous visitor a cookie once, hidden from scripts and other sites', async () => {
    const response = await get('/flags')
    const cookie = response.headers.get('set-cookie') ?? ''
    const [pair = '', ...attributes] = cookie.split('; ')
    expect(pair).toMatch(/^burgee_id=[0-9a-f-]{36}$/)
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=31536000', 'Path=/', 'SameSite=Lax', 'Secure'])
    expect(response.headers.get('cache-control')).toBe('private, no-store')

    const again = await get('/flags', { cookie: pair })
    expect(again.headers.get('set-cookie')).toBeNull()
    expect(await again.json()).toMatchObject({ target: { identifier: pair.slice('burgee_id='.length) } })
  })

  it('gives a named visitor no cookie', async () => {
    expect((await get('/', { 'x-target-id': 'ada' })).headers.get('set-cookie')).toBeNull()
  })

  it('asks Harness only in the cron, and logs no key', () => {
    expect(harness.api.count('flags'), 'the cron once, the SDK once').toBe(2)
    expect(worker.output()).toContain('SDKCODE:')
    expect(worker.output()).not.toContain(harness.api.sdkKey)
  })
})
