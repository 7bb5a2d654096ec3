/** The itty-router middleware, in workerd: each of itty's routers, and whatever an app may do with it. */
import { SELF } from 'cloudflare:test'
import { memory } from 'burgee/memory'
import { StatusError } from 'itty-router'
import { beforeEach, describe, expect, it } from 'vitest'
import { CACHE_CONTROL } from '../../kit/cache-control.js'
import { fakeFetch } from '../../kit/fake-fetch.js'
import { snapshotServing } from '../../kit/flags.js'
import { cookieNames, cookiesOf, ittyApp, ROUTER_NAMES, type Routes, request, see } from '../../kit/itty.js'
import { recorder } from '../../kit/record.js'
import { bindings, KEY, type Seen, watchedStore } from '../../kit/workerd.js'

const ID = /^[0-9a-f-]{36}$/

/** It names its visitor, so it sets no cookie itself. */
const askAnotherWorker = () => SELF.fetch('https://app.test/healthz', { headers: { 'x-target-id': 'ada' } })

describe.each(ROUTER_NAMES)('%s', (router) => {
  beforeEach(() => bindings.FLAGS.put(KEY, snapshotServing('on')))

  describe('serves', () => {
    it.each([true, false])('what is published: dark-mode %s', async (dark) => {
      await bindings.FLAGS.put(KEY, snapshotServing(dark ? 'on' : 'off'))
      expect(await see(ittyApp(router))).toMatchObject({ dark, source: 'store' })
    })

    it('a cold isolate after one read of the store, a warm one without', async () => {
      const watched = watchedStore()
      const fetch = ittyApp(router, { store: watched.store })
      expect((await see(fetch)).source).toBe('store')
      expect((await see(fetch)).source).toBe('memory')
      expect(watched.reads).toBe(1)
    })

    it('concurrent requests to a cold isolate, each for its own target and with its own cookie', async () => {
      const fetch = ittyApp(router, { target: { header: 'x-id' } })
      const named = Array.from({ length: 10 }, (_, i) => ({ headers: { 'x-id': `user-${i}` } }))
      const answers = await Promise.all(
        [...named, ...named.map(() => ({}))].map((init) => request(fetch, init)),
      )
      const ids = await Promise.all(
        answers.map(async ({ response }) => (await response.json<Seen>()).target?.identifier),
      )
      expect(ids.slice(0, 10)).toEqual(named.map(({ headers }) => headers['x-id']))
      expect(new Set(ids).size, 'nobody is taken for somebody else').toBe(20)
      expect(
        answers.map(({ response }) => cookiesOf(response).map((cookie) => cookie.split(/[=;]/)[1])),
      ).toEqual([...named.map(() => []), ...ids.slice(10).map((id) => [id])])
    })

    it('the place of the visitor, through request.cf', async () => {
      const place = { country: 'GB', colo: 'LHR' }
      expect((await see(ittyApp(router), { cf: place } as never)).target?.attributes).toEqual(place)
    })

    it('a target of the app’s own, from what earlier middleware put on the request', async () => {
      const fetch = ittyApp(router, {
        target: ({ url, query }) => ({ identifier: `${query['as']}`, attributes: { url } }),
      })
      expect((await see(fetch, { path: '/?as=ada' } as never)).target).toEqual({
        identifier: 'ada',
        attributes: { url: 'https://app.test/?as=ada' },
      })
    })
  })

  describe('the anonymous cookie', () => {
    it('is HttpOnly, Secure, SameSite=Lax, for the whole site and a year', async () => {
      const { response } = await request(ittyApp(router))
      const { target } = await response.json<Seen>()
      expect(target?.identifier).toMatch(ID)
      expect(cookiesOf(response)).toEqual([
        `burgee_id=${target?.identifier}; Max-Age=31536000; Path=/; HttpOnly; Secure; SameSite=Lax`,
      ])
    })

    it('is kept, and not set again', async () => {
      const fetch = ittyApp(router)
      const first = await request(fetch)
      const [cookie = ''] = cookiesOf(first.response)[0]?.split(';') ?? []
      const second = await request(fetch, { headers: { cookie } })
      expect(`burgee_id=${(await second.response.json<Seen>()).target?.identifier}`).toBe(cookie)
      expect(cookiesOf(second.response)).toEqual([])
    })

    it.each<[string, Routes, number]>([
      [
        'a redirect, which cannot be changed',
        (app) => app.get('/made', () => Response.redirect('https://app.test/')),
        302,
      ],
      ['another worker’s answer, which cannot be changed', (app) => app.get('/made', askAnotherWorker), 200],
      ['an error that is thrown', (app) => app.get('/made', () => Promise.reject(new Error('handler'))), 500],
      ['an error with a status', (app) => app.get('/made', () => Promise.reject(new StatusError(418))), 418],
      ['nothing: not found', () => {}, 404],
    ])('is set once where the handler gives %s', async (_, routes, status) => {
      const { response } = await request(ittyApp(router, {}, routes), { path: '/made' })
      expect([response.status, cookieNames(response)]).toEqual([status, ['burgee_id']])
    })

    it('is set beside the response’s own cookies', async () => {
      const fetch = ittyApp(router, {}, (app) =>
        app.get('/made', () => new Response('made', { headers: { 'set-cookie': 'own=1' } })),
      )
      expect(cookieNames((await request(fetch, { path: '/made' })).response)).toEqual(['own', 'burgee_id'])
    })

    it.each(CACHE_CONTROL)('leaves the response %s', async (_, respond, headers, expected) => {
      const fetch = ittyApp(router, {}, (app) => app.get('/made', respond))
      const { response } = await request(fetch, { path: '/made', headers })
      expect(response.headers.get('cache-control')).toBe(expected)
    })

    it('leaves a WebSocket upgrade alone', async () => {
      const fetch = ittyApp(router, {}, (app) =>
        app.get('/socket', () => {
          const { 0: client, 1: server } = new WebSocketPair()
          server.accept()
          return new Response(null, { status: 101, webSocket: client })
        }),
      )
      const { response } = await request(fetch, { path: '/socket', headers: { upgrade: 'websocket' } })
      expect(response.status).toBe(101)
      expect(response.webSocket).not.toBeNull()
      expect(cookiesOf(response)).toEqual([])
      response.webSocket?.accept()
      response.webSocket?.close()
    })
  })

  describe('whatever is sent or missing, the request is served', () => {
    it.each<[string, Record<string, string>]>([
      ['a cookie with somebody’s name', { cookie: 'burgee_id=ada' }],
      ['a cookie that is markup', { cookie: 'burgee_id=<script>' }],
      ['a cookie that cannot be decoded', { cookie: 'burgee_id=%E0%A4%A' }],
      ['a cookie named __proto__', { cookie: '__proto__=1; constructor=2' }],
      ['a cookie header of 16 KB', { cookie: `burgee_id=${'a'.repeat(16_384)}` }],
      ['a header with a line’s end in it, encoded', { 'x-id': 'ada%0d%0aset-cookie:a=b' }],
      ['a header of 300 characters', { 'x-id': 'a'.repeat(300) }],
    ])('%s: an anonymous visitor', async (_, headers) => {
      const { response } = await request(ittyApp(router, { target: { header: 'x-id' } }), { headers })
      const { dark, target } = await response.json<Seen>()
      expect({ dark, anonymous: target?.anonymous }).toEqual({ dark: true, anonymous: true })
      expect(target?.identifier).toMatch(ID)
      expect(cookiesOf(response)).toHaveLength(1)
    })

    it('no KV binding: fallbacks, and a code that says what to do, once', async () => {
      const { logger, lines } = recorder()
      const fetch = ittyApp(router, { logger, logLevel: 'info' })
      for (let i = 0; i < 3; i++) {
        const response = await fetch(new Request('https://app.test/'), { HARNESS_SDK_KEY: 'demo-key' })
        expect(await response.json()).toMatchObject({ dark: false, source: 'none' })
      }
      expect(lines.filter((line) => line.includes('9008'))).toEqual([
        expect.stringContaining('wrangler kv namespace create FLAGS'),
      ])
    })

    it.each<[string, readonly unknown[], boolean]>([
      ['no bindings, no context', [], false],
      ['bindings, no context', [bindings], true],
      ['a context without waitUntil', [bindings, {}], true],
      [
        'a context whose response is over',
        [
          bindings,
          {
            waitUntil() {
              throw new TypeError('over')
            },
          },
        ],
        true,
      ],
    ])('%s', async (_, args, dark) => {
      // A ttl that is over at once, so that there is work for `waitUntil`.
      const fetch = ittyApp(router, { ttl: 0.001 })
      for (let i = 0; i < 2; i++) {
        const response = await fetch(new Request('https://app.test/'), ...args)
        expect(await response.json()).toMatchObject({ dark })
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    })

    it('a target function that throws: flags for nobody, with a code', async () => {
      const { logger, codes } = recorder()
      const fetch = ittyApp(router, {
        logger,
        logLevel: 'info',
        target: () => {
          throw new Error('no session')
        },
      })
      expect(await see(fetch)).toMatchObject({ dark: true, target: null })
      expect(codes()).toContain(9010)
    })
  })

  it('sends what it counted in waitUntil, with no further traffic', async () => {
    const api = fakeFetch({})
    const { settle } = await request(
      ittyApp(router, { metrics: { flushInterval: 0.05 }, target: { header: 'x-id' } }),
      {
        headers: { 'x-id': 'ada' },
      },
    )
    expect(api.metrics).toHaveLength(0)
    await settle()
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 1 })
    expect(api.metrics[0]?.targetData?.map(({ identifier }) => identifier)).toEqual(['ada'])
  })

  it('two apps in one worker do not disturb each other', async () => {
    const [on, off] = [true, false].map((dark) =>
      ittyApp(router, { store: memory(snapshotServing(dark ? 'on' : 'off')) }),
    )
    const seen = await Promise.all([on, off, on].map((fetch) => fetch && see(fetch)))
    expect(seen.map((one) => one?.dark)).toEqual([true, false, true])
  })
})
