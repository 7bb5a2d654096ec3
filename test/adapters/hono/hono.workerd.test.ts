/** The Hono middleware, in workerd: cookies, targets, and whatever an app may do. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { harnessDialect } from 'burgee/harness'
import { type FlagsEnv, featureFlags } from 'burgee/hono'
import { memory } from 'burgee/memory'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { beforeEach, describe, expect, it } from 'vitest'
import { snapshotServing } from '../../kit/flags.js'
import { recorder } from '../../kit/record.js'
import { bindings, flagsApp, KEY, request, see } from '../../kit/workerd.js'

beforeEach(() => bindings.FLAGS.put(KEY, snapshotServing('on')))

const cookiesOf = (response: Response) => response.headers.getAll('set-cookie')

describe('the anonymous cookie', () => {
  it('is HttpOnly, Secure, SameSite=Lax, for the whole site and a year', async () => {
    const { response, seen } = await request(flagsApp({}))
    const id = (await seen()).target?.identifier
    expect(cookiesOf(response)).toEqual([
      `burgee_id=${id}; Max-Age=31536000; Path=/; HttpOnly; Secure; SameSite=Lax`,
    ])
  })

  it('is not set again for a visitor who has it', async () => {
    const id = crypto.randomUUID()
    const { response, seen } = await request(flagsApp({}), { headers: { cookie: `burgee_id=${id}` } })
    expect((await seen()).target).toMatchObject({ identifier: id, anonymous: true })
    expect(cookiesOf(response)).toEqual([])
  })

  it('is not set for a visitor whom a header names', async () => {
    const { response } = await request(flagsApp({ target: { header: 'x-id' } }), {
      headers: { 'x-id': 'ada' },
    })
    expect(cookiesOf(response)).toEqual([])
  })

  it('can be configured', async () => {
    const anonymous = {
      name: 'v',
      maxAge: 60,
      path: '/shop',
      domain: 'app.test',
      secure: false,
      httpOnly: false,
      sameSite: 'Strict',
    } as const
    const { response } = await request(flagsApp({ target: { anonymous } }))
    expect(cookiesOf(response)).toEqual([
      expect.stringMatching(/^v=[0-9a-f-]{36}; Max-Age=60; Domain=app\.test; Path=\/shop; SameSite=Strict$/),
    ])
  })

  it('can be switched off: flags are evaluated for nobody', async () => {
    const { response, seen } = await request(flagsApp({ target: { anonymous: false } }))
    expect(await seen()).toMatchObject({ dark: true, target: null })
    expect(cookiesOf(response)).toEqual([])
  })

  it.each<[string, (app: Hono<FlagsEnv>) => void, number]>([
    [
      'a response of its own',
      (app) => app.get('/made', () => new Response('made', { headers: { 'set-cookie': 'own=1' } })),
      200,
    ],
    [
      'a response that cannot be changed',
      (app) => app.get('/made', () => Response.redirect('https://app.test/')),
      302,
    ],
    [
      'an HTTPException',
      (app) =>
        app.get('/made', () => {
          throw new HTTPException(418)
        }),
      418,
    ],
    [
      'an error that onError handles',
      (app) => {
        app.onError((_, c) => c.text('handled', 500))
        app.get('/made', () => {
          throw new Error('handler')
        })
      },
      500,
    ],
    ['not found', () => {}, 404],
  ])('is set where the handler gives %s', async (_, route, status) => {
    const app = flagsApp({})
    route(app)
    const { response } = await request(app, { path: '/made' })
    expect(response.status).toBe(status)
    expect(cookiesOf(response).filter((cookie) => cookie.startsWith('burgee_id='))).toHaveLength(1)
  })

  it.each<[string, (app: Hono<FlagsEnv>) => void]>([
    ['made with c.text', (app) => app.get('/made', (c) => c.text('made', 200, { 'set-cookie': 'own=1' }))],
    [
      'made without Hono',
      (app) => app.get('/made', () => new Response('made', { headers: { 'set-cookie': 'own=1' } })),
    ],
  ])('is set beside the own cookies of a response %s', async (_, route) => {
    const app = flagsApp({})
    route(app)
    const { response } = await request(app, { path: '/made' })
    expect(cookiesOf(response).map((cookie) => cookie.split('=')[0])).toEqual(['own', 'burgee_id'])
  })

  it.each<[string, Record<string, string>, Record<string, string>, string | null]>([
    ['private where it says nothing, so that no shared cache hands out the identifier', {}, {}, 'private'],
    ['as public as the app says', { 'cache-control': 'public, max-age=60' }, {}, 'public, max-age=60'],
    ['silent where no cookie is set', {}, { cookie: 'burgee_id=11111111-2222-4333-8444-555555555555' }, null],
  ])('leaves the response %s', async (_, says, headers, expected) => {
    const app = flagsApp({})
    app.get('/made', () => Response.json({}, { headers: says }))
    const { response } = await request(app, { path: '/made', headers })
    expect(response.headers.get('cache-control')).toBe(expected)
  })

  it('leaves a WebSocket upgrade alone', async () => {
    const app = flagsApp({})
    app.get('/socket', () => {
      const { 0: client, 1: server } = new WebSocketPair()
      server.accept()
      return new Response(null, { status: 101, webSocket: client })
    })
    const { response } = await request(app, { path: '/socket', headers: { upgrade: 'websocket' } })
    expect(response.status).toBe(101)
    expect(response.webSocket).not.toBeNull()
    expect(cookiesOf(response)).toEqual([])
    response.webSocket?.accept()
    response.webSocket?.close()
  })
})

describe('a target made by the app', () => {
  it('comes from a function of the context', async () => {
    const app = flagsApp({
      target: (c) => ({ identifier: c.req.header('x-user') ?? 'nobody', attributes: { path: c.req.path } }),
    })
    expect((await see(app, { headers: { 'x-user': 'ada' } })).target).toEqual({
      identifier: 'ada',
      attributes: { path: '/' },
    })
  })

  it('a function that throws leaves nobody, with a code, and the request is served', async () => {
    const { logger, codes } = recorder()
    const app = flagsApp({
      logger,
      logLevel: 'info',
      target: () => {
        throw new Error('no session')
      },
    })
    expect(await see(app)).toMatchObject({ dark: true, target: null })
    expect(codes()).toContain(9010)
  })
})

describe('what is missing', () => {
  const fallBack = { dark: false, source: 'none' }

  it('no KV binding: fallbacks, and a code that says what to do, once', async () => {
    const { logger, lines } = recorder()
    const app = flagsApp({ logger, logLevel: 'info' })
    for (let i = 0; i < 3; i++) {
      expect(await (await app.request('/', {}, { HARNESS_SDK_KEY: 'demo-key' })).json()).toMatchObject(
        fallBack,
      )
    }
    expect(lines.filter((line) => line.includes('9008'))).toEqual([
      expect.stringContaining('wrangler kv namespace create FLAGS'),
    ])
  })

  it.each<[string, unknown]>([
    ['text', 'text'],
    ['null', null],
    ['an object', {}],
  ])('a binding FLAGS that is %s: fallbacks', async (_, FLAGS) => {
    expect(await (await flagsApp({}).request('/', {}, { FLAGS })).json()).toMatchObject(fallBack)
  })

  it('no bindings at all: fallbacks', async () => {
    expect(await (await flagsApp({}).request('/')).json()).toMatchObject(fallBack)
  })

  it('no key: flags are served, and it is said once that metrics are not sent', async () => {
    const { logger, codes } = recorder()
    const app = flagsApp({ logger, logLevel: 'info', metrics: {} })
    const withoutKey = { FLAGS: bindings.FLAGS }
    for (let i = 0; i < 3; i++) {
      expect(await (await app.request('/', {}, withoutKey)).json()).toMatchObject({ dark: true })
    }
    expect(codes().filter((code) => code === 1002)).toHaveLength(1)
  })

  it('an events URL that is none: flags are served, and it is said once', async () => {
    const { logger, lines } = recorder()
    const app = flagsApp({ logger, logLevel: 'info', metrics: {} })
    const env = { FLAGS: bindings.FLAGS, HARNESS_SDK_KEY: 'k', HARNESS_EVENTS_URL: 'events.example' }
    for (let i = 0; i < 2; i++)
      expect(await (await app.request('/', {}, env)).json()).toMatchObject({ dark: true })
    expect(lines.filter((line) => line.includes('9008'))).toEqual([
      expect.stringContaining('HARNESS_EVENTS_URL must be a URL without a password'),
    ])
  })
})

describe('a provider of the app’s own', () => {
  it('may be an instance of a class, and is given what was counted', async () => {
    const counted: string[] = []
    class Own {
      readonly name = 'own'
      readonly dialect = harnessDialect
      private readonly kept = counted
      source(): never {
        throw new Error('not the request’s side')
      }
      sink() {
        const { kept } = this
        return {
          async send({ evaluations }: { evaluations: readonly { flag: string }[] }) {
            kept.push(...evaluations.map(({ flag }) => flag))
            return undefined
          },
        }
      }
    }
    await see(flagsApp({ provider: new Own(), metrics: { flushInterval: 0.05 } }))
    expect(counted).toEqual(['dark-mode'])
  })
})

describe('options', () => {
  it.each<[object, RegExp]>([
    [{ ttl: 0 }, /ttl must be a number of seconds from 0.001/],
    [{ ttl: Number.NaN }, /ttl/],
    [{ readTimeout: -1 }, /readTimeout/],
    [{ metrics: { flushInterval: 0 } }, /flushInterval/],
    [{ ttl: Number.POSITIVE_INFINITY }, /ttl/],
    [{ ttl: 'soon' as never }, /ttl/],
    [{ snapshot: 'garbage' }, /not a Burgee snapshot/],
    [{ target: { header: 'x id' } }, /target: .*header name/],
    [{ target: { attributes: { headers: { plan: 'x plan' } } } }, /target: .*header name/],
    [{ target: { anonymous: { name: 'my id' } } }, /target: /],
    [{ target: { anonymous: { maxAge: 40_000_000 } } }, /target: .*400 days/],
    [{ target: { anonymous: { name: '__Host-id', path: '/shop' } } }, /target: .*__Host-/],
  ])('%j throws at once', (options, message) => {
    expect(() => featureFlags(options)).toThrow(message)
  })

  it('the object given is not changed', () => {
    const options = Object.freeze({
      ttl: 5,
      target: Object.freeze({ header: 'x' }),
      metrics: Object.freeze({}),
    })
    expect(() => featureFlags(options)).not.toThrow()
  })

  it('a store that a function finds belongs to the bindings it was found among', async () => {
    const app = flagsApp({ store: (env: { mine: ReturnType<typeof memory> }) => env.mine })
    const [on, off] = [true, false].map((dark) => ({ mine: memory(snapshotServing(dark ? 'on' : 'off')) }))
    const darkWith = async (env: unknown) =>
      ((await (await app.request('/', {}, env as object)).json()) as { dark: boolean }).dark
    expect([await darkWith(on), await darkWith(off), await darkWith(on)]).toEqual([true, false, true])
  })

  it('two middlewares in one worker do not disturb each other', async () => {
    const app = new Hono<FlagsEnv>()
    app.use(
      '/a/*',
      featureFlags({ logLevel: 'silent', metrics: false, store: memory(snapshotServing('on')) }),
    )
    app.use(
      '/b/*',
      featureFlags({ logLevel: 'silent', metrics: false, store: memory(snapshotServing('off')) }),
    )
    app.get('/*', (c) => c.text(String(c.get('flags').boolVariation('dark-mode', false))))
    const texts = await Promise.all(
      ['/a/', '/b/', '/a/'].map(async (path) => (await app.request(path, {}, bindings)).text()),
    )
    expect(texts).toEqual(['true', 'false', 'true'])
  })
})

describe('the real bindings', () => {
  it('are the same object from request to request, so the isolate’s snapshot is kept', async () => {
    const app = flagsApp({})
    expect((await see(app)).source).toBe('store')
    expect((await see(app)).source).toBe('memory')
  })

  it('give the place of the visitor through request.cf', async () => {
    const app = flagsApp({})
    const context = createExecutionContext()
    const response = await app.fetch(
      new Request('https://app.test/', { cf: { country: 'GB', colo: 'LHR', asn: 1 } as never }),
      bindings,
      context,
    )
    await waitOnExecutionContext(context)
    expect(((await response.json()) as { target: { attributes: object } }).target.attributes).toEqual({
      country: 'GB',
      colo: 'LHR',
      asn: 1,
    })
  })
})
