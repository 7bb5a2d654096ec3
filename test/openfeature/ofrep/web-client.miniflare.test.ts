/**
 * The official web provider as the client, and a real workerd as the server. Node has no `localStorage`, `document`
 * or CORS: see miniflare-setup.ts for the replacements.
 */
import { OFREPWebProvider, type OFREPWebProviderOptions } from '@openfeature/ofrep-web-provider'
import { type EvaluationContext, OpenFeature, type Provider, ProviderEvents } from '@openfeature/web-sdk'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { flagsWith, type Page, pageOf, SHOP, startOfrep, stubBrowser } from '../../kit/ofrep-page.js'
import { A_MOMENT, eventually, pause } from '../../kit/wait.js'

let server: Awaited<ReturnType<typeof startOfrep>>
beforeAll(async () => {
  server = await startOfrep()
})
afterAll(() => server.stop())

const known: [string, string][] = [['Authorization', 'Bearer known']]
const ada = { targetingKey: 'ada' }

let pages = 0

/** The cast is needed because the provider's type does not support `exactOptionalPropertyTypes`. */
const providerOf = (page: Page, options: Partial<OFREPWebProviderOptions> = {}): Provider =>
  new OFREPWebProvider({
    baseUrl: server.baseUrl,
    fetchImplementation: page.fetch,
    headers: known,
    ...options,
  }) as Provider

/** A page that starts to use flags: its client, and the responses it received. */
const open = async (
  options: Partial<OFREPWebProviderOptions> = {},
  { page = pageOf(SHOP), context = ada as EvaluationContext } = {},
) => {
  const domain = `page-${pages++}`
  const provider = providerOf(page, options)
  onTestFinished(() => provider.onClose?.())
  await OpenFeature.setContext(domain, context)
  const ready = OpenFeature.setProviderAndWait(domain, provider)
  const client = OpenFeature.getClient(domain)
  const changed: (readonly string[])[] = []
  client.addHandler(ProviderEvents.ConfigurationChanged, (event) => changed.push(event?.flagsChanged ?? []))
  return {
    client,
    changed,
    page,
    ready,
    become: (next: EvaluationContext) => OpenFeature.setContext(domain, next),
  }
}

const opened = async (...given: Parameters<typeof open>) => {
  const one = await open(...given)
  await one.ready
  return one
}

const published = async (...given: Parameters<typeof flagsWith>) => {
  stubBrowser()
  await server.publish(flagsWith(...given))
  await seen(given[0])
}

/** Waits until the worker serves this value to new pages. */
const seen = (dark: boolean) =>
  eventually(async () => {
    const response = await fetch(`${server.baseUrl}/ofrep/v1/evaluate/flags/web-dark`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer known' },
      body: '{"context":{"targetingKey":"bob"}}',
    })
    expect(await response.json()).toMatchObject({ value: dark })
  })

const tries = (page: Page, status: number) => page.statuses.filter((one) => one === status).length

describe('before anything is published', () => {
  it('a page fails to start', async () => {
    stubBrowser()
    const { ready, client, page } = await open()
    await expect(ready).rejects.toThrow()
    expect(page.statuses).toEqual([500])
    expect(client.getBooleanValue('web-dark', true)).toBe(true)
  })

  it('a page that was open before uses the flags that it has stored', async () => {
    stubBrowser()
    const body = { flags: [{ key: 'web-dark', value: true, reason: 'DEFAULT', variant: 'on' }] }
    const earlier = async () => Response.json(body, { headers: { etag: '"1"' } })
    const domain = 'the-same-page'
    for (const page of [{ fetch: earlier, statuses: [] }, pageOf(SHOP)]) {
      await OpenFeature.setContext(domain, ada)
      await OpenFeature.setProviderAndWait(domain, providerOf(page, { cacheMode: 'network-first' }))
    }
    const client = OpenFeature.getClient(domain)
    expect(client.getBooleanDetails('web-dark', false)).toMatchObject({ value: true, reason: 'CACHED' })
  })
})

describe('a page', () => {
  it('sends one request, and then has every visible flag', async () => {
    await published(false)
    const { client, page } = await opened()
    expect(client.getBooleanDetails('web-dark', true)).toMatchObject({
      value: false,
      variant: 'off',
      reason: 'DEFAULT',
    })
    expect(client.getStringValue('web-banner', '')).toBe('A')
    expect(client.getNumberValue('web-limit', 0)).toBe(1.5)
    expect(client.getObjectValue('web-theme', {})).toEqual({ color: 'red' })
    expect(client.getStringDetails('price-secret', '')).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' })
    expect(client.getNumberDetails('web-broken', 7)).toMatchObject({ value: 7, errorCode: 'PARSE_ERROR' })
    expect(client.getStringDetails('web-dark', '')).toMatchObject({ errorCode: 'TYPE_MISMATCH' })
    expect(page.statuses).toEqual([200])
  })

  it.each(['disabled', 'network-first', 'local-cache-first'] as const)(
    'asks again when its context changes: %s',
    async (cacheMode) => {
      await published(false)
      const { client, become } = await opened({ cacheMode })
      const details = () => client.getBooleanDetails('web-dark', false)
      await become({ ...ada, plan: 'pro' })
      // With 'local-cache-first', its default, the provider first uses what it has stored for the targeting key.
      if (cacheMode === 'local-cache-first') expect(details().reason).toBe('CACHED')
      await eventually(() => expect(details()).toMatchObject({ value: true, reason: 'TARGETING_MATCH' }))
      await become({ targetingKey: 'eve' })
      expect(details()).toMatchObject({ value: false, reason: 'DEFAULT' })
    },
  )

  it('that polls receives 304 until a visible flag changes, and then its key', async () => {
    await published(false)
    const { client, changed, page } = await opened({ pollInterval: 50 })
    await eventually(() => expect(tries(page, 304)).toBeGreaterThan(2))
    await server.publish(flagsWith(false, 'b'))
    await eventually(() => expect(tries(page, 304)).toBeGreaterThan(8))
    expect([tries(page, 200), changed]).toEqual([1, []])
    await server.publish(flagsWith(true, 'b'))
    await eventually(() => expect(changed).toEqual([['web-dark']]))
    expect(client.getBooleanValue('web-dark', false)).toBe(true)
    expect(tries(page, 200)).toBe(2)
  })

  it('asks again when it becomes visible again', async () => {
    await published(false)
    const { show } = stubBrowser()
    const { page } = await opened()
    show()
    await eventually(() => expect(page.statuses).toEqual([200, 304]))
  })

  it('that was open before starts with the flags that it has stored, and then asks', async () => {
    await published(true)
    const domain = 'page-again'
    const page = pageOf(SHOP)
    for (let visit = 0; visit < 2; visit++) {
      await OpenFeature.setContext(domain, ada)
      await OpenFeature.setProviderAndWait(domain, providerOf(page))
    }
    expect(OpenFeature.getClient(domain).getBooleanDetails('web-dark', false)).toMatchObject({
      value: true,
      reason: 'CACHED',
    })
    await eventually(() => expect(page.statuses).toEqual([200, 304]))
  })
})

describe('a page that is refused', () => {
  it('because of its origin receives nothing', async () => {
    await published(true)
    const { ready, page } = await open({}, { page: pageOf('https://evil.example') })
    await expect(ready).rejects.toThrow()
    expect(page.statuses).toEqual([])
  })

  it.each([
    ['without a token', [], 401],
    ['with a token that is refused', [['Authorization', 'Bearer stranger']], 403],
  ] as [string, [string, string][], number][])('%s cannot start', async (_, headers, status) => {
    await published(true)
    const { ready, page, client } = await open({ headers })
    await expect(ready).rejects.toMatchObject({ code: 'PROVIDER_FATAL' })
    expect(page.statuses).toEqual([status])
    expect(client.getBooleanDetails('web-dark', false)).toMatchObject({ errorCode: 'PROVIDER_FATAL' })
  })

  it('with 429 waits as long as Retry-After says', async () => {
    await published(true)
    let token = 'known'
    const { page } = await opened({
      pollInterval: 20,
      headers: [],
      headersFactory: async () => [['Authorization', `Bearer ${token}`]],
    })
    token = 'busy'
    await eventually(() => expect(tries(page, 429)).toBe(1))
    const before = page.statuses.length
    await pause(A_MOMENT)
    expect(page.statuses.length).toBe(before)
  })

  it('without a targeting key cannot start', async () => {
    await published(true)
    const { ready, page } = await open({}, { context: { plan: 'pro' } })
    await expect(ready).rejects.toThrow('400')
    expect(page.statuses).toEqual([400])
  })
})
