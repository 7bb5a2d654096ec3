/** The body of an OFREP request is hostile input. */
import { memory } from 'burgee/memory'
import type { OfrepOptions } from 'burgee/ofrep'
import { Hono } from 'hono'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { boolFlag, clause, rule } from '../../conformance/build.js'
import { ask, askAll, ofrepApp, snapshotOf } from '../../kit/ofrep.js'

const json = async (response: Response): Promise<unknown> => response.json()

describe('a bad request is 400 with the reason:', () => {
  const deep = `{"context":{"targetingKey":"ada","plan":${'['.repeat(7_000)}${']'.repeat(7_000)}}}`

  describe.each([['one'], ['all']])('%s', (operation) => {
    const key = operation === 'one' ? { key: 'web-dark' } : {}

    it.each<[string, string, string]>([
      ['no body', '', 'PARSE_ERROR'],
      ['no JSON', '{"context":', 'PARSE_ERROR'],
      ['null', 'null', 'INVALID_CONTEXT'],
      ['a list', '[]', 'INVALID_CONTEXT'],
      ['a string', '"context"', 'INVALID_CONTEXT'],
      ['no context', '{}', 'INVALID_CONTEXT'],
      ['an inherited context', '{"__proto__":{"context":{"targetingKey":"ada"}}}', 'INVALID_CONTEXT'],
      ['a context that is null', '{"context":null}', 'INVALID_CONTEXT'],
      ['a context that is a list', '{"context":["ada"]}', 'INVALID_CONTEXT'],
      ['a context that is a string', '{"context":"ada"}', 'INVALID_CONTEXT'],
      ['no targeting key', '{"context":{"plan":"pro"}}', 'TARGETING_KEY_MISSING'],
      ['an empty targeting key', '{"context":{"targetingKey":""}}', 'TARGETING_KEY_MISSING'],
      ['an inherited one', '{"context":{"__proto__":{"targetingKey":"ada"}}}', 'TARGETING_KEY_MISSING'],
      ['a targeting key that is a number', '{"context":{"targetingKey":7}}', 'INVALID_CONTEXT'],
      ['a targeting key that is null', '{"context":{"targetingKey":null}}', 'INVALID_CONTEXT'],
      ['one byte too many', `{"context":{"targetingKey":"${'a'.repeat(16_354)}"}}`, 'INVALID_CONTEXT'],
    ])('%s', async (_, body, errorCode) => {
      const response = await ask(ofrepApp(), { ...key, body })
      expect(response.status).toBe(400)
      expect(await json(response)).toEqual({ ...key, errorCode, errorDetails: expect.any(String) })
    })

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'text/json', 'application/jsonp', ''])(
      'the content type %j',
      async (type) => {
        const response = await ask(ofrepApp(), { ...key, headers: { 'content-type': type } })
        expect(response.status).toBe(400)
        expect(await json(response)).toMatchObject({ errorCode: 'PARSE_ERROR' })
      },
    )

    it.each(['application/json', 'Application/JSON;charset=utf-8', 'application/ld+json'])(
      'but not the content type %j',
      async (type) => {
        expect((await ask(ofrepApp(), { ...key, headers: { 'content-type': type } })).status).toBe(200)
      },
    )

    it.each<[string, string]>([
      ['as many bytes as are allowed', `{"context":{"targetingKey":"${'a'.repeat(16_353)}"}}`],
      ['a context thousands of lists deep', deep],
      [
        'names like those of inherited properties',
        '{"context":{"targetingKey":"ada","__proto__":{"plan":"pro"},"constructor":1}}',
      ],
      [
        'values of all kinds',
        '{"context":{"targetingKey":"ada","plan":{"toString":1},"b":null,"c":[1],"d":1e999}}',
      ],
    ])('but not %s', async (_, body) => {
      const response = await ask(ofrepApp(), { ...key, body })
      expect(response.status).toBe(200)
      expect(JSON.stringify(await json(response))).toContain('"key":"web-dark","value":false')
    })
  })

  it('an endless body is read only as far as allowed', async () => {
    let sent = 0
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1_024
        controller.enqueue(new Uint8Array(1_024).fill(32))
      },
    })
    const response = await ask(ofrepApp({ maxBodySize: 4_096 }), { body: endless })
    expect(await json(response)).toMatchObject({ errorCode: 'INVALID_CONTEXT' })
    expect(sent).toBeLessThan(10_000)
  })

  it('a body whose Content-Length is too long is not read', async () => {
    const response = await ask(ofrepApp(), { headers: { 'content-length': '16385' } })
    expect(await json(response)).toMatchObject({ errorCode: 'INVALID_CONTEXT' })
  })

  it('a body that the app has read already is read again, with the same limit', async () => {
    const app = new Hono()
    app.use(async (c, next) => {
      await c.req.json()
      await next()
    })
    app.route('/', ofrepApp())
    expect(await askAll(app)).toMatchObject({ 'web-listed': true })
    const response = await ask(app, { context: { targetingKey: 'ada', notes: 'x'.repeat(20_000) } })
    expect(await json(response)).toMatchObject({ errorCode: 'INVALID_CONTEXT' })
  })
})

describe('the context', () => {
  const byName = [
    boolFlag('by-id', { rules: [rule('on', [clause('identifier', 'equal', 'ada')])] }),
    boolFlag('by-name', { rules: [rule('on', [clause('name', 'equal', 'Ada')])] }),
    boolFlag('by-proto', { rules: [rule('on', [clause('constructor', 'contains', '')])] }),
  ]
  const app = ofrepApp({ flags: ['*'], store: memory(snapshotOf(byName)) })

  it.each<[string, object, object]>([
    ['the targeting key is the identifier', {}, { 'by-id': true, 'by-name': false, 'by-proto': false }],
    ['an attribute called identifier is not', { targetingKey: 'eve', identifier: 'ada' }, { 'by-id': false }],
    ['an attribute called name is the name', { name: 'Ada' }, { 'by-name': true }],
    ['no attribute is inherited', {}, { 'by-proto': false }],
    ['an own one of such a name counts', { constructor: 'own' }, { 'by-proto': true }],
  ])('%s', async (_, context, flags) => {
    expect(await askAll(app, { context: { targetingKey: 'ada', ...context } })).toMatchObject(flags)
  })

  it('a list is joined once for all rules, because joining a deep one is slow', async () => {
    const flags = Array.from({ length: 20 }, (_, i) =>
      boolFlag(`flag-${i}`, { rules: [rule('on', [clause('plan', 'equal', i < 10 ? 'a,b' : 'c')])] }),
    )
    const join = vi.spyOn(Array.prototype, 'join')
    onTestFinished(() => join.mockRestore())
    const values = await askAll(ofrepApp({ flags: ['*'], store: memory(snapshotOf(flags)) }), {
      context: { targetingKey: 'ada', plan: [[['a']], 'b'] },
    })
    expect(Object.values(values).filter((value) => value === true)).toHaveLength(10)
    const written = join.mock.contexts.filter((list) => (list as unknown[]).flat(2)[0] === 'a')
    expect(written.map((list) => JSON.stringify(list))).toEqual(['[[["a"]],"b"]', '[["a"]]', '["a"]'])
  })

  it('a list stays a list for `authorize` and for the metrics', async () => {
    const seen: unknown[] = []
    const authorize: OfrepOptions['authorize'] = (_, { attributes }) => {
      seen.push(attributes?.['roles'], JSON.stringify(attributes))
      return true
    }
    await ask(ofrepApp({ authorize }), { context: { targetingKey: 'ada', roles: ['a', 'b'] } })
    expect(seen).toEqual([['a', 'b'], '{"roles":["a","b"]}'])
  })

  it.each(['auth0|ada', 'Ada Lovelace', 'zoë', 'x'.repeat(300)])(
    'any string is a targeting key: %s',
    async (targetingKey) => {
      expect((await ask(ofrepApp(), { context: { targetingKey } })).status).toBe(200)
    },
  )
})
