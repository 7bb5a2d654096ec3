/** burgee/worker, in workerd: a Worker's own fetch handler with flags, and what becomes of its other handlers. */
import {
  createExecutionContext,
  createScheduledController,
  SELF,
  waitOnExecutionContext,
} from 'cloudflare:test'
import { memory } from 'burgee/memory'
import {
  type FlagsFetch,
  fetchWithFlags,
  type Target,
  type WorkerFlagsOptions,
  withFlags,
} from 'burgee/worker'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { boolFlag } from '../../conformance/build.js'
import { CACHE_CONTROL } from '../../kit/cache-control.js'
import { fakeFetch } from '../../kit/fake-fetch.js'
import { snapshotServing } from '../../kit/flags.js'
import { recorder } from '../../kit/record.js'
import { type Bindings, bindings, KEY, type Seen, watchedStore } from '../../kit/workerd.js'

beforeEach(() => bindings.FLAGS.put(KEY, snapshotServing('on')))

/** Shows what the request saw. */
const show: FlagsFetch = (_request, _env, _ctx, flags) =>
  Response.json({
    dark: flags.boolVariation('dark-mode', false),
    source: flags.snapshot.source,
    target: flags.target ?? null,
  })

/** A fetch handler with flags. Counts nothing unless it is told to. */
const serving = (options: WorkerFlagsOptions = {}, fetch: FlagsFetch<Request, Bindings> = show) =>
  fetchWithFlags<Request, Bindings, ExecutionContext>(fetch, {
    logLevel: 'silent',
    metrics: false,
    ...options,
  })

/** One request with an execution context of its own; `settle` waits for its `waitUntil`. */
const request = async (fetch: ReturnType<typeof serving>, init: RequestInit = {}) => {
  const context = createExecutionContext()
  const response = await fetch(new Request('https://app.test/', init), bindings, context)
  return { response, settle: () => waitOnExecutionContext(context) }
}

const see = async (fetch: ReturnType<typeof serving>, init: RequestInit = {}): Promise<Seen> => {
  const { response, settle } = await request(fetch, init)
  await settle()
  return response.json<Seen>()
}

const cookiesOf = (response: Response) => response.headers.getAll('set-cookie')
const cookieNames = (response: Response) => cookiesOf(response).map((cookie) => cookie.split('=')[0])

const ID = /^[0-9a-f-]{36}$/

describe('fetch', () => {
  it.each([true, false])('serves what is published: dark-mode %s', async (dark) => {
    await bindings.FLAGS.put(KEY, snapshotServing(dark ? 'on' : 'off'))
    expect(await see(serving())).toMatchObject({ dark, source: 'store' })
  })

  it('reads the store once; a request to a warm isolate is answered with no promise at all', async () => {
    const watched = watchedStore()
    const fetch = serving({ store: watched.store })
    const answer = () => fetch(new Request('https://app.test/'), bindings, createExecutionContext())
    const cold = answer()
    expect(cold).toBeInstanceOf(Promise)
    expect(await (await cold).json()).toMatchObject({ source: 'store' })
    const warm = answer()
    expect(warm).toBeInstanceOf(Response)
    expect(await (await warm).json()).toMatchObject({ source: 'memory' })
    expect(watched.reads).toBe(1)
  })

  it('gives concurrent requests each its own target and cookie', async () => {
    const fetch = serving({ target: { header: 'x-id' } })
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

  it('gives the handler the request, the bindings and the context as they are', async () => {
    const given: unknown[] = []
    const fetch = serving({}, (...args) => {
      given.push(...args.slice(0, 3))
      return new Response()
    })
    const args = [new Request('https://app.test/'), bindings, createExecutionContext()] as const
    await fetch(...args)
    expect(given).toHaveLength(3)
    for (const [place, arg] of args.entries()) expect(given[place]).toBe(arg)
  })

  it('gives a target function the request', async () => {
    const fetch = serving({ target: ({ headers }) => ({ identifier: headers.get('x-user') ?? 'nobody' }) })
    expect((await see(fetch, { headers: { 'x-user': 'ada' } })).target).toEqual({ identifier: 'ada' })
  })

  it('serves a visitor whom something before it has found out, each their own', async () => {
    const visitors = new WeakMap<Request, Target>()
    const serve = serving({ target: (request) => visitors.get(request) })
    const fetch: typeof serve = async (request, env, context) => {
      const session = await Promise.resolve(request.headers.get('x-session'))
      if (session) visitors.set(request, { identifier: `user-${session}` })
      return serve(request, env, context)
    }
    const seen = await Promise.all(['1', '2', ''].map((id) => see(fetch, { headers: { 'x-session': id } })))
    expect(seen.map(({ target }) => target)).toEqual([
      { identifier: 'user-1' },
      { identifier: 'user-2' },
      null,
    ])
  })

  it('sends what it counted in waitUntil, with no further traffic', async () => {
    const api = fakeFetch({})
    const { settle } = await request(serving({ metrics: { flushInterval: 0.05 } }))
    expect(api.metrics).toHaveLength(0)
    await settle()
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 1 })
  })
})

describe('the anonymous cookie', () => {
  it('is HttpOnly, Secure, SameSite=Lax, for the whole site and a year; kept, and not set again', async () => {
    const fetch = serving()
    const { response } = await request(fetch)
    const id = (await response.json<Seen>()).target?.identifier
    expect(id).toMatch(ID)
    expect(cookiesOf(response)).toEqual([
      `burgee_id=${id}; Max-Age=31536000; Path=/; HttpOnly; Secure; SameSite=Lax`,
    ])
    const again = await request(fetch, { headers: { cookie: `burgee_id=${id}` } })
    expect((await again.response.json<Seen>()).target?.identifier).toBe(id)
    expect(cookiesOf(again.response)).toEqual([])
  })

  const own = { headers: { 'set-cookie': 'own=1' } }
  it.each<[string, () => Response | Promise<Response>, number, readonly string[]]>([
    ['a response at once', () => new Response('made', own), 200, ['own', 'burgee_id']],
    ['a promise of one', async () => new Response('made', own), 200, ['own', 'burgee_id']],
    ['a redirect, which cannot be changed', () => Response.redirect('https://app.test/'), 302, ['burgee_id']],
    [
      'another worker’s answer, which cannot be changed',
      // It names its visitor, so it sets no cookie itself.
      () => SELF.fetch('https://app.test/healthz', { headers: { 'x-target-id': 'ada' } }),
      200,
      ['burgee_id'],
    ],
  ])('is set once where the handler gives %s', async (_, respond, status, names) => {
    const fetch = serving({}, respond)
    for (const isolate of ['cold', 'warm']) {
      const { response } = await request(fetch)
      expect([isolate, response.status, cookieNames(response)]).toEqual([isolate, status, names])
    }
  })

  it.each(CACHE_CONTROL)('leaves the response %s', async (_, respond, headers, expected) => {
    const { response } = await request(serving({}, respond), { headers })
    expect(response.headers.get('cache-control')).toBe(expected)
  })

  it('leaves a WebSocket upgrade alone', async () => {
    const fetch = serving({}, () => {
      const { 0: client, 1: server } = new WebSocketPair()
      server.accept()
      return new Response(null, { status: 101, webSocket: client })
    })
    const { response } = await request(fetch, { headers: { upgrade: 'websocket' } })
    expect(response.webSocket).not.toBeNull()
    expect(cookiesOf(response)).toEqual([])
    response.webSocket?.accept()
    response.webSocket?.close()
  })

  it('leaves what is no response to the platform, which says what is wrong', async () => {
    for (const respond of [() => undefined, async () => undefined]) {
      const { response } = await request(serving({}, respond as never))
      expect(response).toBeUndefined()
    }
  })
})

describe('whatever is sent or missing, the request is served', () => {
  it.each<[string, Record<string, string>]>([
    ['a cookie with somebody’s name', { cookie: 'burgee_id=ada' }],
    ['a cookie that cannot be decoded', { cookie: 'burgee_id=%E0%A4%A' }],
    ['a cookie named __proto__', { cookie: '__proto__=1; constructor=2' }],
    ['a header that is markup', { 'x-id': '<script>' }],
    ['a header of 300 characters', { 'x-id': 'a'.repeat(300) }],
  ])('%s: an anonymous visitor', async (_, headers) => {
    const { response } = await request(serving({ target: { header: 'x-id' } }), { headers })
    const { dark, target } = await response.json<Seen>()
    expect({ dark, anonymous: target?.anonymous }).toEqual({ dark: true, anonymous: true })
    expect(target?.identifier).toMatch(ID)
    expect(cookiesOf(response)).toHaveLength(1)
  })

  it('no KV binding: fallbacks, and a code that says what to do, once', async () => {
    const { logger, lines } = recorder()
    const fetch = serving({ logger, logLevel: 'info' })
    for (let i = 0; i < 3; i++) {
      const response = await fetch(new Request('https://app.test/'), {} as Bindings, createExecutionContext())
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
  ])('%s', async (_, args, dark) => {
    // A ttl that is over at once, so that there is work for `waitUntil`.
    const fetch = serving({ ttl: 0.001 }) as (...args: unknown[]) => Promise<Response>
    for (let i = 0; i < 2; i++) {
      const response = await fetch(new Request('https://app.test/'), ...args)
      expect(await response.json()).toMatchObject({ dark })
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })

  it.each<[string, FlagsFetch]>([
    [
      'at once',
      () => {
        throw new Error('of the app')
      },
    ],
    ['later', () => Promise.reject(new Error('of the app'))],
  ])('what the handler throws %s is thrown on, by a cold isolate and by a warm one', async (_, respond) => {
    const fetch = serving({}, respond)
    for (let i = 0; i < 2; i++) {
      await expect((async () => (await request(fetch)).response)()).rejects.toThrow('of the app')
    }
  })
})

describe('withFlags', () => {
  const quiet = { logLevel: 'silent', metrics: false } as const

  it('refreshes where there is no scheduled handler: the cron publishes, and visitors are served it', async () => {
    await bindings.FLAGS.delete(KEY)
    fakeFetch({ flags: [boolFlag('dark-mode', { defaultServe: { variation: 'on' } })] })
    const worker = withFlags({ fetch: show }, quiet) satisfies ExportedHandler<Bindings>
    expect(await see(worker.fetch)).toMatchObject({ dark: false, source: 'none' })
    await worker.scheduled(createScheduledController(), bindings)
    expect(await see(worker.fetch)).toMatchObject({ dark: true, source: 'store' })
  })

  it('keeps a scheduled handler of the app’s own, and any other handler, as they are', () => {
    const handlers = {
      fetch: show,
      scheduled: vi.fn(),
      queue: vi.fn(),
      email: vi.fn(),
      tail: vi.fn(),
    }
    const { fetch, ...others } = withFlags(handlers, quiet)
    const { fetch: own, ...given } = handlers
    expect(others).toEqual(given)
    for (const [name, handler] of Object.entries(given)) expect(others).toHaveProperty(name, handler)
    expect(fetch).not.toBe(own)
  })

  it('refreshes where the scheduled handler is undefined', async () => {
    await bindings.FLAGS.delete(KEY)
    fakeFetch({ flags: [boolFlag('dark-mode')] })
    await withFlags({ fetch: show, scheduled: undefined }, quiet).scheduled(
      createScheduledController(),
      bindings,
    )
    expect(await bindings.FLAGS.get(KEY)).toContain('"dark-mode"')
  })

  it('lets handlers call each other through `this`, and changes nothing of what it is given', async () => {
    const handlers = Object.freeze({
      name: 'mine',
      fetch(this: { name: string }) {
        return new Response(this.name)
      },
      queue(this: { name: string }) {
        return this.name
      },
    })
    const worker = withFlags(handlers, Object.freeze({ ...quiet }))
    expect(await (await request(worker.fetch)).response.text()).toBe('mine')
    expect(worker.queue()).toBe('mine')
  })

  it('takes one object of options for both sides', async () => {
    const store = memory()
    fakeFetch({ flags: [boolFlag('dark-mode', { defaultServe: { variation: 'on' } })] })
    const worker = withFlags({ fetch: show }, { ...quiet, store })
    await worker.scheduled(createScheduledController(), bindings)
    expect(await see(worker.fetch)).toMatchObject({ dark: true, source: 'store' })
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['handlers without fetch', { queue() {} }],
    ['a class', class {}],
    ['a fetch that is no function', { fetch: 'x' }],
    ['text', 'fetch'],
  ])('throws at once where it is given %s', (_, handlers) => {
    expect(() => withFlags(handlers as never)).toThrow(/fetch\(request, env, ctx, flags\) is needed/)
  })

  it.each<[object, RegExp]>([
    [{ ttl: 0 }, /ttl must be a number of seconds from 0.001/],
    [{ snapshot: 'garbage' }, /not a Burgee snapshot/],
    [{ target: { header: 'x id' } }, /target: .*header name/],
    [{ refresh: { timeout: 0 } }, /refresh\.timeout/],
  ])('%j throws at once', (options, message) => {
    expect(() => withFlags({ fetch: show }, options)).toThrow(message)
  })
})
