/** flagsMiddleware in Vercel's edge runtime, with Vercel's own clients and helpers. */
import { describe, expect, it } from 'vitest'
import type { RunningEdge } from '../../kit/edge.js'
import { snapshotServing } from '../../kit/flags.js'
import { start, startWorld } from '../../kit/vercel.js'
import type { World } from '../../kit/vercel-world.js'

/** A deployment whose Global Config has a snapshot that serves `dark-mode`. */
const startPublished = async (): Promise<{ world: World; edge: RunningEdge }> => {
  const world = startWorld()
  world.config.items.set('burgee_snapshot', snapshotServing('on'))
  return { world, edge: await start('middleware.ts', world) }
}

type Headers = Readonly<Record<string, string>>

const visit = (edge: RunningEdge, path: string, headers: Headers = {}): Promise<Response> =>
  fetch(new URL(path, edge.url), { headers, redirect: 'manual' })

interface Seen {
  readonly dark: boolean
  readonly source: string
  readonly target: { readonly identifier: string; readonly attributes: Headers } | null
  readonly place: Headers
}

const see = async (edge: RunningEdge, headers?: Headers): Promise<Seen> =>
  (await visit(edge, '/see', headers)).json() as Promise<Seen>

/** What the route behind the middleware was sent. */
const routed = async (edge: RunningEdge, path: string, headers?: Headers) => {
  const response = await visit(edge, path, headers)
  const body = (await response.json()) as { path: string; headers: Headers }
  return { response, ...body }
}

const UUID = '[\\da-f]{8}-[\\da-f-]{27}'
/** Node has it, the types of workerd do not. */
const cookiesOf = ({ headers }: Response): string[] =>
  (headers as unknown as { getSetCookie(): string[] }).getSetCookie()

const idIn = (response: Response): string | undefined => {
  const set = cookiesOf(response).filter((cookie) => cookie.startsWith('burgee_id='))
  expect(set.length).toBeLessThanOrEqual(1)
  return set[0]?.match(
    new RegExp(`^burgee_id=(${UUID}); Max-Age=31536000; Path=/; HttpOnly; Secure; SameSite=Lax$`),
  )?.[1]
}

describe('a new visitor', () => {
  it.each([
    ['/nothing', '/nothing'],
    ['/null', '/null'],
    ['/nothing-later', '/nothing-later'],
    ['/next', '/next'],
    ['/next-later', '/next-later'],
    ['/rewrite', '/rewritten'],
    ['/adds', '/adds'],
    ['/takes-all', '/takes-all'],
  ])('on %s gets the cookie, and so does the route behind it', async (path, behind) => {
    const { edge } = await startPublished()
    const sent = await routed(edge, path)
    expect(sent.path).toBe(behind)
    expect(idIn(sent.response)).toBeDefined()
    expect(sent.headers['cookie']).toBe(`burgee_id=${idIn(sent.response)}`)
  })

  it.each([
    ['/redirect', 302],
    ['/response', 200],
    ['/see', 200],
  ])('on %s gets the cookie with the middleware’s own response', async (path, status) => {
    const { edge } = await startPublished()
    const response = await visit(edge, path)
    expect(response.status).toBe(status)
    expect(idIn(response)).toBeDefined()
    expect([...response.headers.keys()].filter((name) => name.startsWith('x-middleware'))).toEqual([])
  })

  it.each([
    ['/nothing', 'private'],
    ['/next', 'private'],
    ['/rewrite', 'private'],
    ['/redirect', 'private'],
    ['/response', 'private'],
    ['/public', 'public, max-age=60'],
  ])('on %s gets a response that is %s', async (path, expected) => {
    const { edge } = await startPublished()
    const known = { cookie: 'burgee_id=6b0f6b0e-3c5a-4c79-a1b1-0a6c2f7c5d11' }
    expect((await visit(edge, path)).headers.get('cache-control')).toBe(expected)
    const again = (await visit(edge, path, known)).headers.get('cache-control')
    expect(again, 'without the cookie it stays as the app made it').toBe(
      expected === 'private' ? null : expected,
    )
  })

  it.each<[string, Headers]>([
    [
      'headers like those that tell Vercel to go on',
      {
        'x-middleware-next': '1',
        'x-middleware-rewrite': 'https://elsewhere.test/',
        'x-middleware-override-headers': 'cookie,x-admin',
        'x-middleware-request-cookie': 'admin=1',
        'x-middleware-request-x-admin': '1',
        'x-middleware-set-cookie': 'admin=1',
      },
    ],
    ['headers with strange names', { "!#$%&'*+-.^_`|~": '1', __proto__x: '1', constructor: '1' }],
    ['400 headers', Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`x-${i}`, `${i}`]))],
    ['400 cookies', { cookie: Array.from({ length: 400 }, (_, i) => `c${i}=${i}`).join('; ') }],
    ['letters beyond ASCII', { 'x-name': 'Zoë', cookie: 'name=Zoë' }],
    ['a malformed cookie header', { cookie: '=; ;;=burgee_id; burgee_id; burgee_id=; a="1; 2"' }],
  ])('with %s: the route gets all of it, the cookie, and nothing else', async (_, headers) => {
    const { edge } = await startPublished()
    const known = 'burgee_id=6b0f6b0e-3c5a-4c79-a1b1-0a6c2f7c5d11'
    const { cookie = '', ...others } = headers
    const direct = await routed(edge, '/nothing', { ...others, cookie: known })
    for (const path of ['/nothing', '/next', '/rewrite']) {
      const { response, headers: sent } = await routed(edge, path, headers)
      const id = idIn(response)
      expect({ ...sent, cookie: known }).toEqual(direct.headers)
      const kept = cookie
        .split(';')
        .map((one) => one.trim())
        .filter((one) => one && !one.startsWith('burgee_id='))
      expect(sent['cookie']).toBe([...kept, `burgee_id=${id}`].join('; '))
      expect([...response.headers.keys()].filter((name) => name.startsWith('x-middleware'))).toEqual([])
    }
  })

  it('keeps the cookies and headers of the request, and those that the middleware sets', async () => {
    const { edge } = await startPublished()
    const plain = await routed(edge, '/next', { cookie: 'a=1; b=2', 'x-plan': 'pro' })
    const id = idIn(plain.response)
    expect(plain.headers).toMatchObject({ cookie: `a=1; b=2; burgee_id=${id}`, 'x-plan': 'pro' })
    expect(plain.response.headers.get('x-own')).toBe('own')
    expect(cookiesOf(plain.response)).toContain('own=1')

    const { headers } = await routed(edge, '/adds', { cookie: 'a=1', 'x-plan': 'pro' })
    expect(headers).toMatchObject({ 'x-added': 'added', 'x-plan': 'pro' })
    expect(headers['cookie']).toMatch(new RegExp(`^a=1; burgee_id=${UUID}$`))

    const added = await routed(edge, '/adds-a-cookie')
    expect(added.headers['cookie']).toBe(`added=1; burgee_id=${idIn(added.response)}`)
  })

  it('whose cookies the middleware removes reaches the route without any', async () => {
    const { edge } = await startPublished()
    const { response, headers } = await routed(edge, '/takes-cookies', { cookie: 'a=1', 'x-plan': 'pro' })
    expect(headers).not.toHaveProperty('cookie')
    expect(headers).toHaveProperty('x-plan', 'pro')
    expect(idIn(response)).toBeDefined()
  })

  it('with a cookie that is no identifier gets one in its place', async () => {
    const { edge } = await startPublished()
    const { response, headers } = await routed(edge, '/next', { cookie: 'burgee_id=admin; burgee_idea=1' })
    expect(headers['cookie']).toBe(`burgee_idea=1; burgee_id=${idIn(response)}`)
    expect(edge.lines.join()).toContain('SDKCODE:9009')
  })
})

describe('a known visitor', () => {
  it.each<[string, Headers, string]>([
    [
      'by the cookie',
      { cookie: 'burgee_id=6b0f6b0e-3c5a-4c79-a1b1-0a6c2f7c5d11' },
      '6b0f6b0e-3c5a-4c79-a1b1-0a6c2f7c5d11',
    ],
    ['by a header', { 'x-user': 'ada' }, 'ada'],
  ])('%s gets no cookie', async (_, headers, identifier) => {
    const { edge } = await startPublished()
    expect((await see(edge, headers)).target?.identifier).toBe(identifier)
    for (const path of ['/nothing', '/next', '/response', '/redirect']) {
      expect(idIn(await visit(edge, path, headers)), path).toBeUndefined()
    }
    expect((await routed(edge, '/next', headers)).headers['cookie']).toBe(headers['cookie'])
  })
})

describe('the visitor’s place', () => {
  it('comes from Vercel’s headers, as geolocation() of @vercel/functions has it', async () => {
    const { edge } = await startPublished()
    const { target, place } = await see(edge, {
      'x-vercel-ip-country': 'BR',
      'x-vercel-ip-country-region': 'SP',
      'x-vercel-ip-city': 'S%C3%A3o%20Paulo',
      'x-vercel-ip-timezone': 'America/Sao_Paulo',
      'x-vercel-ip-as-number': '28573',
    })
    expect(target?.attributes).toEqual({
      country: place['country'],
      region: place['countryRegion'],
      city: place['city'],
      timezone: 'America/Sao_Paulo',
      asn: '28573',
    })
    expect(place).toMatchObject({ country: 'BR', countryRegion: 'SP', city: 'São Paulo' })
  })
})

describe('the snapshot', () => {
  it('is read by the first request of an isolate, and by no other while it is fresh', async () => {
    const { world, edge } = await startPublished()
    expect(await see(edge)).toMatchObject({ dark: true, source: 'store' })
    for (let i = 0; i < 5; i++) expect(await see(edge)).toMatchObject({ dark: true, source: 'memory' })
    expect(world.config.counts.reads).toBe(1)
  })

  it('is read by each of the concurrent requests to a cold isolate', async () => {
    const { world, edge } = await startPublished()
    const seen = await Promise.all(Array.from({ length: 20 }, () => see(edge)))
    expect(seen.map(({ dark }) => dark)).not.toContain(false)
    expect(world.config.counts.reads).toBeLessThanOrEqual(20)
  })

  it.each<[string, (world: World) => void, number]>([
    ['is missing', (world) => world.config.items.clear(), 9004],
    ['is garbage', (world) => world.config.items.set('burgee_snapshot', 'garbage'), 9005],
    ['is another app’s value', (world) => world.config.items.set('burgee_snapshot', { a: 1 }), 9006],
    [
      'cannot be read',
      (world) => {
        world.config.fault = { status: 500, body: 'down' }
      },
      9006,
    ],
  ])('%s: fallbacks, and a line', async (_, spoil, code) => {
    const { world, edge } = await startPublished()
    spoil(world)
    expect(await see(edge)).toMatchObject({ dark: false, source: 'none' })
    expect((await routed(edge, '/next')).path).toBe('/next')
    expect(edge.lines.join()).toContain(`SDKCODE:${code}`)
  })
})

describe('the environment', () => {
  it('without GLOBAL_CONFIG: fallbacks, and one line that says so', async () => {
    const world = startWorld()
    const edge = await start('middleware.ts', world, { env: { HARNESS_SDK_KEY: 'key' } })
    for (let i = 0; i < 3; i++) expect(await see(edge)).toMatchObject({ dark: false, source: 'none' })
    expect(edge.lines.filter((line) => line.includes('9008'))).toEqual([
      expect.stringContaining('No connection string provided'),
    ])
  })

  it('without any, not even `process`: fallbacks, and one store for all requests', async () => {
    const edge = await start('no-process.ts', startWorld(), { env: undefined })
    expect(edge.evaluate('typeof process')).toBe('undefined')
    for (let i = 0; i < 3; i++) {
      const { response, headers } = await routed(edge, '/')
      expect(headers).toMatchObject({ 'x-dark': 'false', 'x-found': '1' })
      expect(idIn(response)).toBeDefined()
    }
  })

  it('without an SDK key: flags are served, and one line says that metrics are not sent', async () => {
    const { world } = await startPublished()
    const { HARNESS_SDK_KEY: _, ...env } = world.env
    const edge = await start('middleware.ts', world, { env })
    for (let i = 0; i < 3; i++) expect(await see(edge)).toMatchObject({ dark: true })
    await edge.settle()
    expect(edge.lines.filter((line) => line.includes('1002'))).toHaveLength(1)
  })

  it('is read with each request, not when the module loads', async () => {
    const { world } = await startPublished()
    const edge = await start('middleware.ts', world, { env: {} })
    edge.evaluate(`process.env = ${JSON.stringify(world.env)}`)
    expect(await see(edge)).toMatchObject({ dark: true })
  })
})

it('the event’s waitUntil sends the metrics', async () => {
  const { world, edge } = await startPublished()
  for (let i = 0; i < 3; i++) await see(edge, { 'x-user': 'ada' })
  await edge.settle()
  expect(world.api.evaluations()).toEqual({ 'dark-mode/on': 3 })
})

it.each(['/throws', '/rejects'])('what the middleware %s is thrown on', async (path) => {
  const { edge } = await startPublished()
  const response = await visit(edge, path)
  expect([response.status, await response.text()]).toEqual([500, 'Error: of my own'])
})

it('nothing secret is in the log', async () => {
  const { world, edge } = await startPublished()
  world.config.fault = { status: 401, body: '' }
  world.api.down()
  await see(edge, { 'x-user': 'ada', cookie: 'burgee_id=secret-cookie' })
  await edge.settle()
  expect(edge.lines.join()).toContain('SDKCODE:9006')
  expect(edge.lines.join()).not.toMatch(/read-token|secret-cookie/)
  expect(edge.lines.join()).not.toContain(world.api.sdkKey)
})

it('control: the runtime makes no code from text', async () => {
  const { edge } = await startPublished()
  for (const code of ["eval('1')", "new Function('return 1')()"]) {
    expect(() => edge.evaluate(code)).toThrow(/Code generation from strings disallowed/)
  }
})
