import { readFile } from 'node:fs/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { flag, weighted } from '../../conformance/flagbase-build.js'
import { hurry } from '../../kit/clock.js'
import { env, errorDocument, KEY, setUp, URL } from './polling-service.js'

describe('a refresh', () => {
  it('fetches and publishes', async () => {
    const { service, store, refresh } = setUp()
    expect(await refresh(env)).toEqual({
      status: 'published',
      revision: expect.stringMatching(/^[0-9a-f]{16}$/),
      flags: 4,
      segments: 0,
      issues: [],
    })
    expect(await store.read()).toContain('"key":"one"')
    expect(service.statuses()).toEqual([200])
    expect(service.unread).toBe(0)
  })

  it('sends the key, `initial` as the ETag, and its name and version', async () => {
    const { service, refresh } = setUp()
    await refresh(env)
    const { version } = JSON.parse(await readFile('package.json', 'utf8'))
    expect(service.requests).toEqual([
      {
        url: URL,
        method: 'GET',
        status: 200,
        headers: { 'x-sdk-key': KEY, etag: 'initial', 'user-agent': `Burgee/${version}` },
      },
    ])
  })

  it('leaves out what is not a flag, and logs it (9003)', async () => {
    const { service, refresh, lines } = setUp()
    service.flags.push({ flagKey: 'odd', rules: 'none' })
    expect(await refresh(env)).toMatchObject({
      status: 'published',
      flags: 4,
      issues: [{ kind: 'flag', key: 'odd', refused: true }],
    })
    expect(lines).toContainEqual(
      expect.stringMatching(/^warn SDKCODE:9003: flag odd: it is left out: rules: /),
    )
  })
})

describe('the ETag', () => {
  it('of the last answer is sent, and a 304 publishes nothing', async () => {
    const { service, refresh, writes } = setUp()
    await refresh(env)
    expect(await refresh(env)).toMatchObject({ status: 'unchanged' })
    expect(await refresh(env)).toMatchObject({ status: 'unchanged' })
    expect(service.etagsSent()).toEqual(['initial', '"v1"', '"v1"'])
    expect(service.statuses()).toEqual([200, 304, 304])
    expect(writes).toHaveLength(1)
  })

  it('lives in the published snapshot: a worker that has just started sends it', async () => {
    const { service, refresh, refreshWith } = setUp()
    await refresh(env)
    expect(await refreshWith({})({ ...env })).toMatchObject({ status: 'unchanged' })
    expect(service.statuses()).toEqual([200, 304])
  })

  it('changes with the flags, and the new one is sent from then on', async () => {
    const { service, refresh, writes } = setUp()
    await refresh(env)
    Object.assign(service, { etag: 'W/"v2"', flags: [flag('one'), flag('new')] })
    expect(await refresh(env)).toMatchObject({ status: 'published', flags: 2 })
    expect(await refresh(env)).toMatchObject({ status: 'unchanged' })
    expect(service.etagsSent()).toEqual(['initial', '"v1"', 'W/"v2"'])
    expect(writes).toHaveLength(2)
  })

  it('of an answer that was refused is not sent', async () => {
    const { service, refresh } = setUp()
    await refresh(env)
    Object.assign(service, { etag: '"v2"', flags: [] })
    expect(await refresh(env)).toMatchObject({ status: 'refused', reason: 'empty' })
    expect(await refresh(env)).toMatchObject({ status: 'refused', reason: 'empty' })
    expect(service.etagsSent()).toEqual(['initial', '"v1"', '"v1"'])
  })

  it('that changes while the flags stay publishes nothing', async () => {
    const { service, refresh, writes } = setUp()
    await refresh(env)
    service.etag = '"v2"'
    expect(await refresh(env)).toMatchObject({ status: 'unchanged' })
    expect(writes).toHaveLength(1)
  })

  it.each<[string, () => Parameters<ReturnType<typeof setUp>['refreshWith']>[0], object]>([
    ['URL', () => ({ pollingServiceUrl: `${URL}/2` }), env],
    ['key', () => ({}), { ...env, FLAGBASE_SDK_KEY: 'another' }],
    ['bucketing', () => ({ bucketing: 'xxhash64' }), env],
  ])('of another %s is not sent', async (_, options, bindings) => {
    const { service, refresh, refreshWith } = setUp()
    await refresh(env)
    await refreshWith(options())(bindings)
    expect(service.etagsSent()).toEqual(['initial', 'initial'])
  })

  it('is not needed: a body that stays publishes nothing, one that changes is published', async () => {
    const { service, refresh, writes } = setUp()
    service.etag = undefined
    await refresh(env)
    expect(await refresh(env)).toMatchObject({ status: 'unchanged' })
    expect(writes).toHaveLength(1)
    service.flags.push(flag('five'))
    expect(await refresh(env)).toMatchObject({ status: 'published', flags: 5 })
    expect(service.etagsSent()).toEqual(['initial', 'initial', 'initial'])
  })

  it('is not sent if another version of this package compiled the flags', async () => {
    const { service, refresh, store } = setUp()
    await refresh(env)
    vi.resetModules()
    vi.doMock('../../../src/core/version.js', () => ({ VERSION: '99.0.0' }))
    onTestFinished(() => void vi.doUnmock('../../../src/core/version.js'))
    const [{ flagbase }, { scheduledRefresh }] = [
      await import('burgee/flagbase'),
      await import('burgee/refresh'),
    ]
    await scheduledRefresh({ provider: flagbase(), store, logLevel: 'silent' })(env)
    expect(service.requests.map(({ headers }) => headers['user-agent'])).toContain('Burgee/99.0.0')
    expect(service.etagsSent()).toEqual(['initial', 'initial'])
  })

  it.each([
    ['is longer than a server may take back', `"${'x'.repeat(300)}"`],
    ['reads `initial`', 'initial'],
    ['holds a space', 'W/"v 2"'],
  ])('that %s is not sent again, and ends no polling', async (_, etag) => {
    const { service, refresh } = setUp()
    service.etag = etag
    service.instead = () =>
      Response.json({ data: [{ attributes: flag('one') }] }, { headers: { Etag: etag } })
    expect(await refresh(env)).toMatchObject({ status: 'published' })
    expect(await refresh(env)).toMatchObject({ status: 'unchanged' })
    expect(service.etagsSent()).toEqual(['initial', 'initial'])
  })

  it('that stays while the body changes is ignored: the body counts', async () => {
    const { service, refresh } = setUp()
    await refresh(env)
    service.instead = () =>
      Response.json(
        { data: [{ attributes: flag('new') }, { attributes: flag('other') }] },
        { headers: { Etag: '"v1"' } },
      )
    expect(await refresh(env)).toMatchObject({ status: 'published', flags: 2 })
  })

  it('a 304 is refused if no ETag was sent, whatever is published', async () => {
    const { service, refresh, refreshWith } = setUp()
    const refused = {
      status: 'refused',
      reason: 'malformed',
      message: 'the answer is that nothing changed, but no flags were ever fetched',
    }
    service.instead = () => new Response(null, { status: 304 })
    expect(await refresh(env)).toMatchObject(refused)
    service.instead = undefined
    await refresh(env)
    service.instead = () => new Response(null, { status: 304 })
    expect(await refreshWith({ pollingServiceUrl: `${URL}/2` })(env)).toMatchObject(refused)
  })
})

describe('bucketing', () => {
  it('is written into the snapshot, and a change of it republishes', async () => {
    const { service, refresh, refreshWith, store, writes } = setUp()
    service.flags = [flag('one', { fallthroughVariations: weighted({ a: 50, b: 50 }) })]
    const hash = async () => /"bucketing":"(\w+)"/.exec((await store.read()) ?? '')?.[1]
    await refresh(env)
    expect(await hash()).toBe('sha256')
    expect(await refreshWith({ bucketing: 'xxhash64' })(env)).toMatchObject({ status: 'published' })
    expect(await hash()).toBe('xxhash64')
    expect(await refreshWith({ bucketing: 'xxhash64' })(env)).toMatchObject({ status: 'unchanged' })
    expect(writes).toHaveLength(2)
  })
})

describe('failures', () => {
  it('a missing key is logged once (1002), and nothing is fetched', async () => {
    const { service, refresh, codes } = setUp()
    const withoutKey = { ...env, FLAGBASE_SDK_KEY: ' ' }
    expect(await refresh(withoutKey)).toMatchObject({ status: 'failed', reason: 'missing_key' })
    await refresh(withoutKey)
    expect(service.requests).toEqual([])
    expect(codes().filter((code) => code === 1002)).toHaveLength(1)
  })

  it.each([401, 403])('a key that is answered %i is not tried again', async (status) => {
    const { service, refresh, codes, lines } = setUp()
    service.instead = () => new Response(errorDocument('Forbidden', 'no such key'), { status })
    expect(await refresh(env)).toMatchObject({
      status: 'failed',
      reason: 'unauthorized',
      message: `the key was refused: HTTP ${status} from ${URL}: Forbidden, no such key`,
    })
    expect(service.statuses()).toEqual([status])
    expect(service.unread).toBe(0)
    expect(codes()).toEqual(expect.arrayContaining([2001, 1001]))
    expect(lines.filter((line) => /SDKCODE:80\d\d/.test(line))).toEqual([])
  })

  it.each([500, 502, 503, 429, 408])('an answer of %i is tried again', async (status) => {
    const { service, refresh, codes } = setUp()
    service.instead = () => {
      if (service.requests.length === 1) service.instead = undefined
      return new Response(errorDocument('Try later'), { status })
    }
    expect(await hurry(refresh(env))).toMatchObject({ status: 'published' })
    expect(service.statuses()).toEqual([status, status, 200])
    expect(service.unread).toBe(0)
    expect(codes().filter((code) => code === 8007)).toHaveLength(2)
  })

  it.each([
    [400, `HTTP 400 from ${URL}`],
    [404, `HTTP 404 from ${URL}`],
    [204, 'HTTP 204 is not an answer with flags'],
    [206, 'HTTP 206 is not an answer with flags'],
  ])('an answer of %i is not tried again', async (status, problem) => {
    const { service, refresh, codes } = setUp()
    service.instead = () => new Response(status === 204 ? null : 'no', { status })
    expect(await refresh(env)).toMatchObject({
      status: 'failed',
      reason: 'unavailable',
      message: `fetching flags failed: ${problem}`,
    })
    expect(service.statuses()).toEqual([status])
    expect(codes()).toEqual(expect.arrayContaining([8007, 8011]))
  })

  it('is given up after four more attempts, and the last snapshot stays', async () => {
    const { service, refresh, codes, store } = setUp({}, { refresh: { timeout: 900 } })
    await refresh(env)
    const published = await store.read()
    service.instead = () => new Response('', { status: 503 })
    expect(await hurry(refresh(env))).toMatchObject({ status: 'failed', reason: 'unavailable' })
    expect(service.statuses()).toEqual([200, 503, 503, 503, 503, 503])
    expect(codes().filter((code) => code === 8011)).toHaveLength(1)
    expect(await store.read()).toBe(published)
  })

  it('a connection that fails is tried again', async () => {
    const { refresh } = setUp()
    const { fetch } = globalThis
    let failures = 2
    vi.stubGlobal('fetch', (...args: Parameters<typeof fetch>) =>
      failures-- > 0 ? Promise.reject(new TypeError('fetch failed')) : fetch(...args),
    )
    expect(await hurry(refresh(env))).toMatchObject({ status: 'published' })
  })

  it('an answer that breaks off is tried again', async () => {
    const { service, refresh } = setUp()
    service.instead = () => {
      service.instead = undefined
      return new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) }))
    }
    expect(await hurry(refresh(env))).toMatchObject({ status: 'published' })
  })

  it('waits as long as Retry-After asks', async () => {
    const { service, refresh } = setUp()
    service.instead = () => {
      service.instead = undefined
      return new Response('', { status: 429, headers: { 'Retry-After': '20' } })
    }
    const begun = Date.now()
    expect(await hurry(refresh(env))).toMatchObject({ status: 'published' })
    expect(Date.now() - begun).toBeGreaterThanOrEqual(20_000)
  })

  it('ends when its time is over, whatever the service does', async () => {
    const { service, refresh } = setUp({}, { refresh: { timeout: 0.1 } })
    service.instead = ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    expect(await refresh(env)).toMatchObject({
      status: 'failed',
      reason: 'timeout',
      message: 'fetching flags failed: the time for this refresh ran out',
    })
  })

  it.each<[string, string, string]>([
    ['HTML', '<!doctype html>', 'the answer is not JSON'],
    ['nothing', '', 'the answer is not JSON'],
    ['null', 'null', 'the answer has no list of flags, `data`'],
    ['a list', '[]', 'the answer has no list of flags, `data`'],
    ['one flag', '{"data":{"flagKey":"one"}}', 'the answer has no list of flags, `data`'],
    ['an error document', errorDocument('Sorry'), 'the answer has no list of flags, `data`'],
  ])('an answer of %s is refused, and the last snapshot stays', async (_, body, message) => {
    const { service, refresh, store } = setUp()
    await refresh(env)
    const published = await store.read()
    service.instead = () => new Response(body, { headers: { Etag: '"v2"' } })
    expect(await refresh(env)).toMatchObject({ status: 'refused', reason: 'malformed', message })
    expect(await store.read()).toBe(published)
  })
})

describe('what the service says of an error', () => {
  const messageFor = async (body: string) => {
    const { service, refresh, lines } = setUp()
    service.instead = () => new Response(body, { status: 400 })
    const result = await refresh(env)
    return { message: result.status === 'failed' ? result.message : '', lines }
  }

  it('is repeated on one line, up to 200 characters', async () => {
    const { message } = await messageFor(errorDocument('Bad\r\nrequest\u0000', 'x'.repeat(10_000)))
    expect(message).toContain(`HTTP 400 from ${URL}: Bad request , xxx`)
    expect(message.split(`${URL}: `)[1]).toHaveLength(200)
  })

  it('is repeated without the key', async () => {
    const { message, lines } = await messageFor(errorDocument(`Key ${KEY}`, `${KEY}${KEY} is not known`))
    expect(message).toContain('is not known')
    expect(message + lines).not.toContain(KEY)
  })

  it.each([
    '{"errors":"no"}',
    '{"errors":[null]}',
    '{"errors":[]}',
    '{"errors":[{"title":1}]}',
    'null',
    'oops',
  ])('is left out if it is not an error document: %s', async (body) => {
    expect((await messageFor(body)).message).toBe(`fetching flags failed: HTTP 400 from ${URL}`)
  })
})

describe('secrets', () => {
  it('a redirect is not followed: it would take the key elsewhere', async () => {
    const { service, refresh } = setUp()
    service.instead = ({ redirect }) =>
      redirect === 'manual' ? new Response(null, { status: 302 }) : Response.json({ data: [] })
    expect(await refresh(env)).toMatchObject({ status: 'failed', reason: 'unavailable' })
    expect(service.requests.every(({ url }) => url === URL)).toBe(true)
  })

  it('a secret in the query of the URL is sent, and never logged', async () => {
    const { service, refresh, lines } = setUp({ pollingServiceUrl: `${URL}?token=hunter2` })
    service.instead = () => new Response(null, { status: 404 })
    const result = await refresh(env)
    expect(service.requests[0]?.url).toContain('hunter2')
    expect(lines.join() + JSON.stringify(result)).not.toContain('hunter2')
  })

  it('the key is never logged, returned or published', async () => {
    const { service, refresh, lines, store } = setUp()
    const results = [await refresh(env), await refresh(env)]
    service.instead = () => new Response(errorDocument(KEY), { status: 401 })
    results.push(await refresh(env))
    service.instead = () => Promise.reject(new TypeError('fetch failed'))
    results.push(await hurry(refresh(env)))
    expect(lines.length).toBeGreaterThan(5)
    expect(lines.join('\n') + JSON.stringify(results) + (await store.read())).not.toContain(KEY)
  })
})
