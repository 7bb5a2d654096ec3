/** burgee/worker in workerd: what the contract of adapters does not know of a Worker. */
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
import { fakeFetch } from '../../kit/fake-fetch.js'
import { snapshotServing } from '../../kit/flags.js'
import { type Bindings, bindings, KEY, type Seen, watchedStore } from '../../kit/workerd.js'

beforeEach(() => bindings.FLAGS.put(KEY, snapshotServing('on')))

/** Shows what the request saw. */
const show: FlagsFetch = (_request, _env, _ctx, flags) =>
  Response.json({
    dark: flags.boolVariation('dark-mode', false),
    source: flags.snapshot.source,
    target: flags.target ?? null,
  })

/** A fetch handler with flags. Counts nothing unless the options say so. */
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

describe('fetch', () => {
  it.each([true, false])('serves what is published: dark-mode %s', async (dark) => {
    await bindings.FLAGS.put(KEY, snapshotServing(dark ? 'on' : 'off'))
    expect(await see(serving())).toMatchObject({ dark, source: 'store' })
  })

  it('reads the store once; a warm isolate returns a response, not a promise', async () => {
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

  it('calls the handler with the request, the bindings and the context as they are', async () => {
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

  it('evaluates for a visitor who was identified before it, each request for its own', async () => {
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
})

describe('the anonymous cookie', () => {
  it('is set on another worker’s response, whose headers cannot be changed', async () => {
    // It has an identifier in a header, so it sets no cookie of its own.
    const headers = { 'x-target-id': 'ada' }
    const fetch = serving({}, () => SELF.fetch('https://app.test/healthz', { headers }))
    for (const isolate of ['cold', 'warm']) {
      const { response } = await request(fetch)
      expect([isolate, response.status, cookieNames(response)]).toEqual([isolate, 200, ['burgee_id']])
    }
  })

  it('passes on what is no response: the platform’s message says what is wrong', async () => {
    for (const respond of [() => undefined, async () => undefined]) {
      const { response } = await request(serving({}, respond as never))
      expect(response).toBeUndefined()
    }
  })
})

describe('an error', () => {
  it.each<[string, FlagsFetch]>([
    [
      'directly',
      () => {
        throw new Error('of the app')
      },
    ],
    ['later', () => Promise.reject(new Error('of the app'))],
  ])('that the handler throws %s is thrown on, by a cold isolate and by a warm one', async (_, respond) => {
    const fetch = serving({}, respond)
    for (let i = 0; i < 2; i++) {
      await expect((async () => (await request(fetch)).response)()).rejects.toThrow('of the app')
    }
  })
})

describe('withFlags', () => {
  const quiet = { logLevel: 'silent', metrics: false } as const

  it('refreshes if there is no scheduled handler: the cron publishes, and visitors get the new flags', async () => {
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

  it('refreshes if the scheduled handler is undefined', async () => {
    await bindings.FLAGS.delete(KEY)
    fakeFetch({ flags: [boolFlag('dark-mode')] })
    await withFlags({ fetch: show, scheduled: undefined }, quiet).scheduled(
      createScheduledController(),
      bindings,
    )
    expect(await bindings.FLAGS.get(KEY)).toContain('"dark-mode"')
  })

  it('lets handlers call each other through `this`, and does not change its arguments', async () => {
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
    ['a fetch that is not a function', { fetch: 'x' }],
    ['a string', 'fetch'],
  ])('throws when the app starts if it gets %s', (_, handlers) => {
    expect(() => withFlags(handlers as never)).toThrow(
      /^withFlags: a function fetch\(request, env, ctx, flags\) is needed/,
    )
  })

  it.each<[object, RegExp]>([
    [{ ttl: 0 }, /^withFlags: ttl must be/],
    [{ snapshot: 'garbage' }, /not a Burgee snapshot/],
    [{ target: { header: 'x id' } }, /target: .*header name/],
    [{ refresh: { timeout: 0 } }, /refresh\.timeout/],
  ])('%j throws when the app starts', (options, message) => {
    expect(() => withFlags({ fetch: show }, options)).toThrow(message)
  })
})
