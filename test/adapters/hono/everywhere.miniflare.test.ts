/**
 * One Hono app with the middleware, in Node (`@hono/node-server`), in Vercel's edge runtime and in workerd, with a
 * config API over HTTP.
 */
import { type ServerType, serve } from '@hono/node-server'
import type { Target } from 'burgee'
import { type ConfigApi, createConfigApi } from 'burgee/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boolFlag, clause, rule } from '../../conformance/build.js'
import { app } from '../../fixtures/hono-app.js'
import { bundleAndStartEdge } from '../../kit/edge.js'
import { constantFlag } from '../../kit/flags.js'
import { eventually } from '../../kit/wait.js'
import { bundleAndStart } from '../../kit/worker.js'

interface Running {
  readonly url: URL
  stop(): Promise<unknown>
}

type Env = Readonly<Record<string, string>>

const listen = async (fetch: (request: Request) => Response | Promise<Response>): Promise<Running> => {
  const server: ServerType = serve({ fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise<void>((listening) => server.once('listening', listening))
  const { port } = server.address() as { port: number }
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    stop: () => new Promise((closed) => server.close(closed)),
  }
}

const imported = "import { app } from './test/fixtures/hono-app.js';"

/** The visitor's place: from the headers, or from `request.cf` if the runtime has it. */
const fromHeaders = { country: 'GB', city: 'München' }
const fromCf = {
  country: expect.stringMatching(/^(?!GB)..$/),
  colo: expect.any(String),
  asn: expect.any(Number),
}

const RUNTIMES: readonly (readonly [string, object, (env: Env) => Promise<Running>])[] = [
  ['Node, with @hono/node-server', fromHeaders, (env) => listen((request) => app.fetch(request, env))],
  [
    'the edge runtime of Vercel',
    fromHeaders,
    (env) =>
      bundleAndStartEdge(
        {
          code: `${imported} addEventListener('fetch', (event) => event.respondWith(app.fetch(event.request, process.env, event)))`,
        },
        { env },
      ),
  ],
  [
    'workerd, as a Cloudflare Worker',
    fromCf,
    (env) => bundleAndStart({ code: `${imported} export default app` }, env),
  ],
]

const darkFor = (plan: string) =>
  boolFlag('dark-mode', { rules: [rule('on', [clause('plan', 'equal', plan)])] })

interface Seen {
  readonly dark: boolean
  readonly reason: string
  readonly source: string
  readonly target: (Target & { readonly attributes: Env }) | null
}

describe.each(RUNTIMES)('%s', (_, place, start) => {
  let api: ConfigApi
  let config: Running
  let running: Running

  beforeAll(async () => {
    api = createConfigApi({ flags: [darkFor('pro'), constantFlag('counted', 'boolean', 'true')] })
    config = await listen(api.fetch)
    const url = new URL('/api/1.0', config.url).href
    running = await start({ HARNESS_SDK_KEY: api.sdkKey, HARNESS_BASE_URL: url, HARNESS_EVENTS_URL: url })
  })

  afterAll(async () => {
    await running?.stop()
    api.close()
    await config.stop()
  })

  const get = (path: string, headers: Env = {}): Promise<Response> =>
    fetch(new URL(path, running.url), { headers, redirect: 'manual' })
  const see = async (headers?: Env): Promise<Seen> => (await (await get('/', headers)).json()) as Seen
  const refresh = async (path = '/refresh'): Promise<unknown> =>
    (await fetch(new URL(path, running.url), { method: 'POST' })).json()
  const cookieOf = ({ headers }: Response): string => headers.get('set-cookie') ?? ''

  it('serves fallbacks while there is no snapshot', async () => {
    expect(await see()).toMatchObject({ dark: false, reason: 'not_ready', source: 'none' })
    expect(api.count('flags'), 'no request asks the config API').toBe(0)
  })

  it('publishes, and then serves what is published, to concurrent requests too', async () => {
    expect(await refresh()).toMatchObject({ status: 'published', flags: 2 })
    await eventually(async () => expect((await see()).source).not.toBe('none'))
    const seen = await Promise.all(Array.from({ length: 30 }, () => see({ 'x-plan': 'pro' })))
    expect(seen.map(({ dark, reason }) => ({ dark, reason }))).toEqual(
      seen.map(() => ({ dark: true, reason: 'rule_match' })),
    )
    expect(await see({ 'x-plan': 'free' })).toMatchObject({ dark: false, reason: 'default' })
  })

  it('sets a cookie for a new visitor, evaluates with its identifier, and finds it again in the next request', async () => {
    const response = await get('/')
    const [, id = ''] =
      /^burgee_id=([\da-f-]{36}); Max-Age=31536000; Path=\/; HttpOnly; Secure; SameSite=Lax$/.exec(
        cookieOf(response),
      ) ?? []
    expect(((await response.json()) as Seen).target).toMatchObject({ identifier: id, anonymous: true })
    const again = await get('/', { cookie: `other=1; burgee_id=${id}` })
    expect(cookieOf(again)).toBe('')
    expect(((await again.json()) as Seen).target?.identifier).toBe(id)
  })

  it.each(['/redirect', '/immutable', '/throws', '/not-found'])('sets the cookie on %s', async (path) => {
    expect(cookieOf(await get(path))).toMatch(/^burgee_id=[\da-f-]{36};/)
  })

  it('takes the identifier from a header, and the place from the platform', async () => {
    const response = await get('/', {
      'x-user': 'ada',
      'x-vercel-ip-country': 'GB',
      'x-vercel-ip-city': 'M%C3%BCnchen',
    })
    expect(cookieOf(response)).toBe('')
    expect(((await response.json()) as Seen).target).toEqual({
      identifier: 'ada',
      attributes: place === fromCf ? expect.objectContaining(place) : place,
    })
  })

  it('takes no identifier from a hostile cookie or header', async () => {
    const { target } = await see({ 'x-user': '<script>', cookie: 'burgee_id=__proto__' })
    expect(target).toMatchObject({ anonymous: true, identifier: expect.stringMatching(/^[\da-f-]{36}$/) })
  })

  it('serves a change after its ttl, and one revision from the first evaluation of a request to the last', async () => {
    const before = (await see({ 'x-plan': 'pro' })).dark
    api.updateFlag('dark-mode', darkFor('free'))
    expect(await (await get('/consistent', { 'x-plan': 'pro' })).json()).toEqual({ before, after: before })
    await eventually(async () => expect(await see({ 'x-plan': 'free' })).toMatchObject({ dark: true }))
    expect(await see({ 'x-plan': 'pro' })).toMatchObject({ dark: false })
  })

  it('goes on serving while the config API is down', async () => {
    api.down()
    expect(await refresh('/refresh-briefly')).toMatchObject({ status: 'failed' })
    expect(await see({ 'x-plan': 'free' })).toMatchObject({ dark: true })
    api.up()
    expect(await refresh()).toMatchObject({ status: 'unchanged' })
  })

  it('sends the metrics, every evaluation once', async () => {
    for (let i = 0; i < 7; i++) await get('/?flag=counted', { 'x-user': 'ada' })
    await eventually(() => expect(api.evaluations()).toHaveProperty('counted/only', 14))
  })
})
