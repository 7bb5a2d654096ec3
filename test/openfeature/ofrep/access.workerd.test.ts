/** Who may ask for flags by OFREP, and for which. */
import { memory } from 'burgee/memory'
import { type OfrepOptions, ofrep } from 'burgee/ofrep'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { describe, expect, it } from 'vitest'
import { recorder } from '../../kit/record.js'
import { ask, askAll, FLAGS, ofrepApp, snapshotOf } from './setup.js'

describe('the flags that may be seen', () => {
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

  it('[*] are all', async () => {
    expect(await keys(['*'])).toEqual(FLAGS.map(({ feature }) => feature).sort())
  })

  it('may depend on who asks', async () => {
    const app = ofrepApp({
      flags: (key, c) => key.startsWith(c.req.header('x-api-key') === 'server' ? '' : 'web-'),
    })
    expect(await askAll(app)).not.toHaveProperty('price-secret')
    expect(await askAll(app, { headers: { 'x-api-key': 'server' } })).toHaveProperty('price-secret')
  })
})

describe('authorize', () => {
  it('without it, everybody may ask for anybody', async () => {
    expect((await ask(ofrepApp())).status).toBe(200)
  })

  it.each<[string, unknown, number]>([
    ['true', true, 200],
    ['false', false, 401],
    ['nothing', undefined, 401],
    ['something truthy', { user: 'ada' }, 401],
    ['a response', new Response(null, { status: 403 }), 403],
  ])('%s: at once and as a promise', async (_, verdict, status) => {
    for (const authorize of [() => verdict, async () => verdict] as never[]) {
      expect((await ask(ofrepApp({ authorize }))).status).toBe(status)
      expect((await ask(ofrepApp({ authorize }), { key: 'web-dark' })).status).toBe(status)
    }
  })

  it('false says how to sign in', async () => {
    const answer = await ask(ofrepApp({ authorize: () => false }))
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    expect(await answer.text()).toBe('')
  })

  it('its response is the answer as it is: 429 with Retry-After', async () => {
    const busy = () => new Response('slower', { status: 429, headers: { 'retry-after': '30' } })
    const answer = await ask(ofrepApp({ authorize: busy }))
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '30'])
    expect(await answer.text()).toBe('slower')
  })

  it('is given the context of the request, and who is asked about', async () => {
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
    ['a text', () => '{"context":{"targetingKey":"ada"}}'],
    [
      'a stream',
      () =>
        new Response('{"context":{"targetingKey":"ada"}}').body?.pipeThrough(new IdentityTransformStream()) ??
        '',
    ],
  ])('can read the body, to check a signature of it: %s', async (_, body) => {
    const authorize: OfrepOptions['authorize'] = async (c) =>
      (await c.req.text()) === '{"context":{"targetingKey":"ada"}}'
    expect((await ask(ofrepApp({ authorize }), { body: body() })).status).toBe(200)
  })

  it('that throws refuses: 500, a line in the log, and nothing of it in the answer', async () => {
    const { logger, lines } = recorder()
    const authorize = () => {
      throw new Error('no session store')
    }
    for (const key of [{}, { key: 'web-dark' }]) {
      const answer = await ask(ofrepApp({ authorize, logger, logLevel: 'info' }), key)
      expect(answer.status).toBe(500)
      expect(await answer.text()).not.toContain('session')
    }
    expect(lines).toEqual(Array(2).fill('error SDKCODE:9019: A request for flags failed: no session store'))
  })

  it('that throws what is no error refuses too', async () => {
    const authorize = () => Promise.reject('text')
    expect((await ask(ofrepApp({ authorize }))).status).toBe(500)
  })

  it('may throw the answer, as Hono’s own middleware does', async () => {
    const authorize = () => {
      throw new HTTPException(403, { message: 'not you' })
    }
    const answer = await ask(ofrepApp({ authorize }))
    expect([answer.status, await answer.text()]).toEqual([403, 'not you'])
  })

  it('is asked before there is a look at the flags: a stranger does not learn whether there are any', async () => {
    const store = { read: async () => null, write: async () => {} }
    expect((await ask(ofrepApp({ store, authorize: () => false }), { key: 'web-dark' })).status).toBe(401)
  })

  it('a function that says which flags may be seen, and throws: 500', async () => {
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
    [undefined, /flags must say which flags clients may see/],
    [{}, /flags must say which flags clients may see/],
    [{ flags: 'web-*' }, /flags must say which flags clients may see/],
    [{ flags: ['web-*-x'] }, /flags: "web-\*-x" is neither/],
    [{ flags: [''] }, /flags: "" is neither/],
    [{ flags: [/web/] }, /flags: \{\} is neither/],
    [{ flags: ['*'], cors: 'https://a.example' }, /cors must be a list/],
    [{ flags: ['*'], cors: ['https://a.example/'] }, /cors: https:\/\/a\.example\/ is not an origin/],
    [{ flags: ['*'], cors: ['a.example'] }, /cors: a\.example is not an origin/],
    [{ flags: ['*'], cors: ['null'] }, /cors: null is not an origin/],
    [{ flags: ['*'], maxBodySize: 0 }, /maxBodySize must be bytes above 0, not 0/],
    [{ flags: ['*'], maxBodySize: Number.POSITIVE_INFINITY }, /maxBodySize/],
    [{ flags: ['*'], authorize: true }, /authorize must be a function/],
    [{ flags: ['*'], ttl: 0 }, /ttl must be a number of seconds from 0.001/],
    [{ flags: ['*'], snapshot: 'garbage' }, /not a Burgee snapshot/],
  ])('%j throws at once', (options, message) => {
    expect(() => ofrep(options as never)).toThrow(message)
  })

  it('those of featureFlags may be shared; their target does not count', async () => {
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
