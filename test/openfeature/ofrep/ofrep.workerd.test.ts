/**
 * The OpenFeature Remote Evaluation Protocol, in workerd. Every response is checked against the protocol's schema
 * for its status: see kit/ofrep-protocol.ts.
 */
import type { Store } from 'burgee'
import { memory } from 'burgee/memory'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { boolFlag } from '../../conformance/build.js'
import { later, PAST_TTL } from '../../kit/clock.js'
import { ALL, ask, askAll, type Bulk, FLAGS, ofrepApp, snapshotOf } from '../../kit/ofrep.js'
import { recorder } from '../../kit/record.js'

const json = async (response: Response): Promise<unknown> => response.json()

describe('one flag', () => {
  it.each([
    ['web-dark', { plan: 'free' }, false, 'off', 'DEFAULT'],
    ['web-dark', { plan: 'pro' }, true, 'on', 'TARGETING_MATCH'],
    ['web-listed', {}, true, 'on', 'TARGETING_MATCH'],
    ['web-banner', {}, 'B', 'b', 'SPLIT'],
    ['web-off', {}, false, 'off', 'DISABLED'],
    ['web-needs', {}, false, 'off', 'DEFAULT'],
    ['web-limit', {}, 1.5, 'a', 'DEFAULT'],
    ['web-theme', {}, { color: 'red' }, 'a', 'DEFAULT'],
  ])('%s for %j is %j, variant %s, reason %s', async (key, attributes, value, variant, reason) => {
    const response = await ask(ofrepApp(), { key, context: { targetingKey: 'ada', ...attributes } })
    expect(response.status).toBe(200)
    const revision = expect.stringMatching(/^[0-9a-f]{16}$/)
    expect(await json(response)).toEqual({ key, value, variant, reason, metadata: { revision } })
  })

  it('that cannot be served is 500 with its code, and a log line', async () => {
    const { logger, lines } = recorder()
    const response = await ask(ofrepApp({ logger, logLevel: 'warn' }), { key: 'web-broken' })
    expect(response.status).toBe(500)
    expect(await json(response)).toMatchObject({ key: 'web-broken', errorCode: 'PARSE_ERROR' })
    expect(lines).toEqual([expect.stringContaining('6001: Fallback for web-broken')])
  })

  it.each([
    'no-such-flag',
    'web-unknown',
    'price-secret',
    'constructor',
    '__proto__',
    'a/b',
    'a\nb',
    '%',
    'ü',
  ])(
    '%j is not found, no matter if it is hidden or does not exist, and no log line names it',
    async (key) => {
      const { logger, lines } = recorder()
      const response = await ask(ofrepApp({ logger, logLevel: 'debug' }), { key })
      expect(response.status).toBe(404)
      expect(await json(response)).toEqual({
        key,
        errorCode: 'FLAG_NOT_FOUND',
        errorDetails: 'the flag does not exist',
      })
      expect(lines.join('\n')).not.toContain(key)
    },
  )
})

describe('all flags', () => {
  it('are the visible ones, with the value or the error of each', async () => {
    expect(await askAll(ofrepApp(), { context: { targetingKey: 'ada', plan: 'pro' } })).toEqual({
      'web-banner': 'B',
      'web-broken': 'PARSE_ERROR',
      'web-dark': true,
      'web-limit': 1.5,
      'web-listed': true,
      'web-needs': false,
      'web-off': false,
      'web-theme': { color: 'red' },
    })
  })

  it('with one that cannot be served log the reason once', async () => {
    const { logger, lines } = recorder()
    const app = ofrepApp({ logger, logLevel: 'warn' })
    for (let i = 0; i < 2; i++) await ask(app)
    expect(lines).toEqual([expect.stringContaining('6001: Fallback for web-broken: its variation a')])
  })

  it('have no rule and no revision', async () => {
    const { flags } = (await json(await ask(ofrepApp({ flags: ['web-dark'] })))) as Bulk
    expect(flags).toEqual([{ key: 'web-dark', value: false, variant: 'off', reason: 'DEFAULT' }])
  })

  it('are an empty list if all are hidden', async () => {
    expect(await json(await ask(ofrepApp({ flags: [] })))).toEqual({ flags: [] })
  })
})

describe('without a snapshot', () => {
  const none: Store = { read: async () => null, write: async () => {} }
  const down: Store = { read: () => Promise.reject(new Error('down')), write: async () => {} }

  it.each([
    ['that was published', none],
    ['that can be read', down],
  ])('%s, one flag is 500 with its code, hidden or not', async (_, store) => {
    for (const key of ['web-dark', 'price-secret']) {
      const response = await ask(ofrepApp({ store }), { key })
      expect(response.status).toBe(500)
      expect(await json(response)).toMatchObject({ key, errorCode: 'PROVIDER_NOT_READY' })
    }
  })

  it('all flags are 500 instead of an empty list, which clients would store', async () => {
    const response = await ask(ofrepApp({ store: none }))
    expect(response.status).toBe(500)
    expect(await json(response)).toEqual({ errorDetails: 'PROVIDER_NOT_READY: no snapshot is loaded' })
  })

  it('and without a KV binding it is 500, and logged once', async () => {
    const { logger, codes } = recorder()
    const app = ofrepApp({ store: undefined, logger, logLevel: 'info' })
    for (let i = 0; i < 2; i++) expect((await ask(app, { env: {} })).status).toBe(500)
    expect((await ask(app, { env: undefined })).status).toBe(500)
    expect(codes()).toEqual([9008])
  })

  it('in the store, the bundled one is served', async () => {
    expect(await askAll(ofrepApp({ store: none, snapshot: snapshotOf(FLAGS) }))).toMatchObject({
      'web-listed': true,
    })
  })
})

describe('the ETag', () => {
  const tagOf = async (app: Hono, context?: object): Promise<string> =>
    (await ask(app, context ? { context } : {})).headers.get('etag') ?? ''

  it('depends on the body alone: it is the same for any time and order of compiling', async () => {
    const [ours, theirs] = [FLAGS, [...FLAGS].reverse()].map((flags, i) =>
      ofrepApp({ store: memory(snapshotOf(flags, 1_000 + i)) }),
    )
    expect(await tagOf(ours as Hono)).toBe(await tagOf(theirs as Hono))
  })

  it('changes with the context only if the body changes', async () => {
    const app = ofrepApp()
    const [ada, pro, bob] = [
      await tagOf(app, { targetingKey: 'ada' }),
      await tagOf(app, { targetingKey: 'ada', plan: 'pro' }),
      await tagOf(app, { targetingKey: 'bob', plan: 'free' }),
    ]
    expect(new Set([ada, pro, bob]).size).toBe(3)
    expect(await tagOf(app, { targetingKey: 'cem' })).toBe(bob)
  })

  it('changes with the visible flags, and not with the others', async () => {
    const store = memory(snapshotOf(FLAGS, 1))
    const app = ofrepApp({ store })
    const before = await tagOf(app)
    await store.write(snapshotOf([...FLAGS.slice(0, -1), boolFlag('price-new')], 2))
    later(PAST_TTL)
    await ask(app) // reads the store after its response
    expect(await tagOf(app)).toBe(before)
    await store.write(snapshotOf(FLAGS.slice(1), 3))
    later(PAST_TTL)
    await ask(app)
    expect(await tagOf(app)).not.toBe(before)
  })

  it.each<[string, (tag: string) => string, number]>([
    ['the tag', (tag) => tag, 304],
    ['the tag, made weak on its way', (tag) => `W/${tag}`, 304],
    ['a list with it', (tag) => `"old", W/"older" ,${tag}`, 304],
    ['any', () => '*', 304],
    ['the tag without its quotes', (tag) => tag.slice(1, -1), 304],
    ['another tag', () => '"old"', 200],
    ['a part of it', (tag) => `${tag.slice(0, 9)}"`, 200],
    ['an empty one', () => '""', 200],
    ['nothing', () => '', 200],
    ['a star in quotes', () => '"*"', 200],
  ])('If-None-Match names %s', async (_, header, status) => {
    const app = ofrepApp()
    const tag = await tagOf(app)
    const response = await ask(app, { headers: { 'if-none-match': header(tag) } })
    expect(response.status).toBe(status)
    expect(response.headers.get('etag')).toBe(tag)
    if (status === 304)
      expect([await response.text(), response.headers.get('content-type')]).toEqual(['', null])
  })
})

describe('outside of the protocol', () => {
  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])(
    '%s is 405, and names POST',
    async (method) => {
      for (const path of [ALL, `${ALL}/web-dark`]) {
        const response = await ofrepApp().request(path, { method })
        expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
      }
    },
  )

  it.each(['/', '/ofrep/v1/configuration', '/ofrep/v1/evaluate', '/ofrep/v2/evaluate/flags', `${ALL}/`])(
    'the path %s belongs to the app',
    async (path) => {
      const app = new Hono().route('/', ofrepApp({ cors: ['*'] }))
      app.all('*', (c) => c.text('the app', 200))
      const response = await app.request(path, { method: 'POST' })
      expect(await response.text()).toBe('the app')
      if (!path.startsWith(ALL)) expect(response.headers.get('access-control-allow-origin')).toBeNull()
    },
  )

  it('it may be mounted anywhere in an app', async () => {
    const app = new Hono().route('/flags', ofrepApp())
    const init = {
      method: 'POST',
      body: '{"context":{"targetingKey":"ada"}}',
      headers: { 'content-type': 'application/json' },
    }
    expect((await app.request(`/flags${ALL}`, init)).status).toBe(200)
    expect((await app.request(`/flags${ALL}/web-dark`, init)).status).toBe(200)
    expect((await app.request(ALL, init)).status).toBe(404)
  })

  it('no response may be stored', async () => {
    const app = ofrepApp()
    const tag = (await ask(app)).headers.get('etag') ?? ''
    const responses = [
      await ask(app),
      await ask(app, { headers: { 'if-none-match': tag } }),
      await ask(app, { key: 'web-dark' }),
      await ask(app, { key: 'hidden' }),
      await ask(app, { body: '' }),
      await app.request(ALL),
    ]
    expect(responses.map(({ status }) => status)).toEqual([200, 304, 200, 404, 400, 405])
    for (const { headers } of responses) expect(headers.get('cache-control')).toBe('no-store')
  })
})
