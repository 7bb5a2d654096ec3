/** Who may ask for flags over OFREP, and for which flags. */
import { memory } from 'burgee/memory'
import { type OfrepOptions, ofrep } from 'burgee/ofrep'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { describe, expect, it } from 'vitest'
import { ask, askAll, FLAGS, ofrepApp, snapshotOf } from '../../kit/ofrep.js'
import { recorder } from '../../kit/record.js'

describe('the visible flags', () => {
  const keys = async (flags: OfrepOptions['flags']) => Object.keys(await askAll(ofrepApp({ flags })))

  it.each<[OfrepOptions['flags'], string[]]>([
    [['web-dark'], ['web-dark']],
    [
      ['web-theme', 'web-dark', 'web-theme', 'gone'],
      ['web-dark', 'web-theme'],
    ],
    [['web-l*'], ['web-limit', 'web-listed']],
    [
      ['web-l*', 'price-secret'],
      ['price-secret', 'web-limit', 'web-listed'],
    ],
    [['web-'], []],
    [[], []],
    [(key) => key.endsWith('secret'), ['price-secret']],
    [(() => 'truthy') as never, []],
    [(async () => true) as never, []],
  ])('%s: %j', async (flags, expected) => {
    expect(await keys(flags)).toEqual(expected)
    for (const { feature } of FLAGS) {
      const { status } = await ask(ofrepApp({ flags }), { key: feature })
      expect(status === 404, feature).toBe(!expected.includes(feature))
    }
  })

  it('are all with [*]', async () => {
    expect(await keys(['*'])).toEqual(FLAGS.map(({ feature }) => feature).sort())
  })

  it('may depend on the request', async () => {
    const app = ofrepApp({
      flags: (key, c) => key.startsWith(c.req.header('x-api-key') === 'server' ? '' : 'web-'),
    })
    expect(await askAll(app)).not.toHaveProperty('price-secret')
    expect(await askAll(app, { headers: { 'x-api-key': 'server' } })).toHaveProperty('price-secret')
  })
})

describe('authorize', () => {
  it('is optional: without it, every caller may ask for any context', async () => {
    expect((await ask(ofrepApp())).status).toBe(200)
  })

  it.each<[string, unknown, number]>([
    ['true', true, 200],
    ['false', false, 401],
    ['nothing', undefined, 401],
    ['something truthy', { user: 'ada' }, 401],
    ['a response', new Response(null, { status: 403 }), 403],
  ])('%s, returned and as a promise', async (_, verdict, status) => {
    for (const authorize of [() => verdict, async () => verdict] as never[]) {
      expect((await ask(ofrepApp({ authorize }))).status).toBe(status)
      expect((await ask(ofrepApp({ authorize }), { key: 'web-dark' })).status).toBe(status)
    }
  })

  it('false sends WWW-Authenticate', async () => {
    const response = await ask(ofrepApp({ authorize: () => false }))
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await response.text()).toBe('')
  })

  it('may return a response, which is sent as it is: 429 with Retry-After', async () => {
    const busy = () => new Response('slower', { status: 429, headers: { 'retry-after': '30' } })
    const response = await ask(ofrepApp({ authorize: busy }))
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '30'])
    expect(await response.text()).toBe('slower')
  })

  it('receives the context of the request, and the target', async () => {
    const app = new Hono<{ Variables: { user: string } }>()
    app.use(async (c, next) => {
      c.set('user', c.req.header('x-user') ?? '')
      await next()
    })
    app.route(
      '/',
      ofrepApp({
        authorize: (c, { identifier }) => identifier === c.get('user') || new Response(null, { status: 403 }),
      }),
    )
    const as = async (user: string) =>
      (await ask(app as unknown as Hono, { headers: { 'x-user': user } })).status
    expect([await as('ada'), await as('eve')]).toEqual([200, 403])
  })

  it.each<[string, () => BodyInit]>([
    ['a string', () => '{"context":{"targetingKey":"ada"}}'],
    [
      'a stream',
      () =>
        new Response('{"context":{"targetingKey":"ada"}}').body?.pipeThrough(new IdentityTransformStream()) ??
        '',
    ],
  ])('can read the body, to check its signature: %s', async (_, body) => {
    const authorize: OfrepOptions['authorize'] = async (c) =>
      (await c.req.text()) === '{"context":{"targetingKey":"ada"}}'
    expect((await ask(ofrepApp({ authorize }), { body: body() })).status).toBe(200)
  })

  it('that throws is 500 and a log line, and the response does not show the error', async () => {
    const { logger, lines } = recorder()
    const authorize = () => {
      throw new Error('no session store')
    }
    for (const key of [{}, { key: 'web-dark' }]) {
      const response = await ask(ofrepApp({ authorize, logger, logLevel: 'info' }), key)
      expect(response.status).toBe(500)
      expect(await response.text()).not.toContain('session')
    }
    expect(lines).toEqual(Array(2).fill('error SDKCODE:9019: A request for flags failed: no session store'))
  })

  it('that rejects with a string is 500 too', async () => {
    const authorize = () => Promise.reject('text')
    expect((await ask(ofrepApp({ authorize }))).status).toBe(500)
  })

  it('may throw the response, as Hono’s own middleware does', async () => {
    const authorize = () => {
      throw new HTTPException(403, { message: 'not you' })
    }
    const response = await ask(ofrepApp({ authorize }))
    expect([response.status, await response.text()]).toEqual([403, 'not you'])
  })

  it('is called before flags are read: a refused caller does not learn if there are any', async () => {
    const store = { read: async () => null, write: async () => {} }
    expect((await ask(ofrepApp({ store, authorize: () => false }), { key: 'web-dark' })).status).toBe(401)
  })

  it('is not the only function that may throw: flags that throws is 500 too', async () => {
    const flags = () => {
      throw new Error('which')
    }
    for (const key of [{}, { key: 'web-dark' }]) {
      expect((await ask(ofrepApp({ flags }), key)).status).toBe(500)
    }
  })
})

describe('options', () => {
  it.each<[object | undefined, RegExp]>([
    [undefined, /ofrep: flags must be a list such as \['dark-mode', 'web-\*'\], or a function/],
    [{}, /ofrep: flags must be a list such as \['dark-mode', 'web-\*'\], or a function/],
    [{ flags: 'web-*' }, /ofrep: flags must be a list such as \['dark-mode', 'web-\*'\], or a function/],
    [
      { flags: ['web-*-x'] },
      /ofrep: flags must be keys, or beginnings of keys with \* at the end, not "web-\*-x"/,
    ],
    [{ flags: [''] }, /flags must be keys, .*, not ""/],
    [{ flags: [/web/] }, /flags must be keys, .*, not \{\}/],
    [{ flags: ['*'], cors: 'https://a.example' }, /ofrep: cors must be a list of origins/],
    [
      { flags: ['*'], cors: ['https://a.example/'] },
      /cors must be origins such as https:\/\/shop\.example, or '\*', not "https:\/\/a\.example\/"/,
    ],
    [{ flags: ['*'], cors: ['a.example'] }, /cors must be origins .*, not "a\.example"/],
    [{ flags: ['*'], cors: ['null'] }, /cors must be origins .*, not "null"/],
    [{ flags: ['*'], maxBodySize: 0 }, /ofrep: maxBodySize must be bytes above 0, not 0/],
    [{ flags: ['*'], maxBodySize: Number.POSITIVE_INFINITY }, /maxBodySize/],
    [{ flags: ['*'], authorize: true }, /ofrep: authorize must be a function/],
    [{ flags: ['*'], ttl: 0 }, /ttl must be a number of seconds from 0.001/],
    [{ flags: ['*'], snapshot: 'garbage' }, /not a Burgee snapshot/],
  ])('%j throw', (options, message) => {
    expect(() => ofrep(options as never)).toThrow(message)
  })

  it('may be shared with featureFlags; their target is ignored', async () => {
    const shared = Object.freeze({
      store: memory(snapshotOf(FLAGS)),
      metrics: false,
      logLevel: 'silent',
      target: () => ({ identifier: 'nobody' }),
    } as const)
    const app = new Hono().route('/', ofrep({ ...shared, flags: ['web-*'] }))
    expect(await askAll(app)).toMatchObject({ 'web-listed': true })
  })
})
