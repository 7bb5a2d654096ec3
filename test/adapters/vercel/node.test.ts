/** flagsMiddleware on Node.js, the other runtime of Vercel's middleware: what the contract of adapters does not know of it. */
import { runInNewContext } from 'node:vm'
import { waitUntil } from '@vercel/functions'
import { memory } from 'burgee/memory'
import { type FlagsMiddlewareOptions, flagsMiddleware, type MiddlewareContext } from 'burgee/vercel'
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { snapshotServing } from '../../kit/flags.js'
import { recorder } from '../../kit/record.js'
import { startWorld } from '../../kit/vercel.js'
import { eventually } from '../../kit/wait.js'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
})

const options = (more: FlagsMiddlewareOptions = {}): FlagsMiddlewareOptions => ({
  store: memory(snapshotServing('on')),
  metrics: false,
  logLevel: 'silent',
  ...more,
})

const visitor = new Request('https://app.test/', {
  headers: { cookie: 'burgee_id=6b0f6b0e-3c5a-4c79-a1b1-0a6c2f7c5d11' },
})

describe('a fresh snapshot', () => {
  it('is used without waiting: what the middleware returns directly is returned directly, as it is', async () => {
    const made = new Response('made')
    const middleware = flagsMiddleware(() => made, options())
    expect(middleware(visitor, {}), 'cold').toBeInstanceOf(Promise)
    await middleware(visitor, {})
    expect(middleware(visitor, {})).toBe(made)
  })

  it.each([undefined, null])(
    '%s lets the request of a known visitor go on, with nothing added',
    async (result) => {
      const middleware = flagsMiddleware(() => result, options())
      await middleware(visitor, {})
      expect(middleware(visitor, {})).toBeUndefined()
    },
  )
})

it('a promise of another realm, which is no instance of Promise here, is awaited', async () => {
  const foreign: Promise<Response> = runInNewContext('Promise.resolve(made)', { made: new Response('made') })
  expect(foreign).not.toBeInstanceOf(Promise)
  const middleware = flagsMiddleware(() => foreign, options())
  const response = await middleware(new Request('https://app.test/'), {})
  expect(await response?.text()).toBe('made')
  expect(response?.headers.get('set-cookie')).toMatch(/^burgee_id=/)
})

describe('waitUntil', () => {
  const REQUEST_CONTEXT = Symbol.for('@vercel/request-context')

  /** A middleware that counts one evaluation for ada, whose metrics go to a config API. */
  const startCounting = () => {
    const { api } = startWorld()
    vi.stubGlobal('fetch', api.fetch)
    vi.stubEnv('HARNESS_SDK_KEY', api.sdkKey)
    const middleware = flagsMiddleware(
      (_, flags) => new Response(String(flags.boolVariation('dark-mode', false))),
      options({ metrics: { flushInterval: 0.01 }, target: () => ({ identifier: 'ada' }) }),
    )
    return { api, middleware }
  }

  const stubPlatform = (context: unknown) => {
    vi.stubGlobal(REQUEST_CONTEXT as unknown as string, { get: () => context })
  }

  it.each<[string, MiddlewareContext | undefined]>([
    ['no context', undefined],
    ['a context without one', {}],
  ])('of the platform is used with %s, as @vercel/functions does', async (_, context) => {
    const given: Promise<unknown>[] = []
    stubPlatform({ waitUntil: (work: Promise<unknown>) => void given.push(work) })
    const { api, middleware } = startCounting()
    await middleware(visitor, context as MiddlewareContext)
    expect(given).toHaveLength(1)
    waitUntil(Promise.resolve())
    expect(given, 'the same').toHaveLength(2)
    await Promise.all(given)
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 1 })
  })

  it('of the context comes before the platform’s, and is called as its method', async () => {
    stubPlatform({ waitUntil: () => expect.unreachable() })
    const { api, middleware } = startCounting()
    class Event {
      readonly given: Promise<unknown>[] = []
      waitUntil(work: Promise<unknown>) {
        this.given.push(work)
      }
    }
    const event = new Event()
    await middleware(visitor, event)
    await Promise.all(event.given)
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 1 })
  })

  it.each<[string, unknown]>([
    ['does not exist', undefined],
    ['is over', { waitUntil: () => expect.unreachable() }],
  ])('that %s: the request is served, and the work goes on', async (_, context) => {
    stubPlatform(context)
    const { api, middleware } = startCounting()
    const response = await (middleware as (request: Request) => Promise<Response>)(visitor)
    expect(await response.text()).toBe('true')
    await eventually(() => expect(api.evaluations()).toEqual({ 'dark-mode/on': 1 }))
  })
})

describe('what cannot work', () => {
  it('no store: fallbacks, and one line that says which option to set', async () => {
    const { logger, lines } = recorder()
    const middleware = flagsMiddleware(
      (_, flags) => new Response(String(flags.boolVariation('dark-mode', true))),
      { logger, metrics: false },
    )
    for (let i = 0; i < 3; i++) expect(await (await middleware(visitor, {}))?.text()).toBe('true')
    expect(lines.filter((line) => line.includes('9008'))).toEqual([
      expect.stringContaining('set the option `store`, such as globalConfig() from burgee/vercel-config'),
    ])
  })

  it('options in place of the middleware throw when the app starts', () => {
    expect(() => flagsMiddleware(options() as never)).toThrow(/first argument must be your middleware/)
  })
})

it('types are those of the framework', () => {
  class NextRequest extends Request {
    readonly nextUrl = new URL(this.url)
  }
  class NextFetchEvent {
    readonly sourcePage = '/'
    waitUntil(_: Promise<unknown>): void {}
  }
  flagsMiddleware((request: NextRequest, flags, event: NextFetchEvent) => {
    expectTypeOf(flags.boolVariation('a', false)).toBeBoolean()
    return new Response(request.nextUrl.pathname + event.sourcePage)
  })
  const annotated: (request: NextRequest, event: NextFetchEvent) => unknown = flagsMiddleware(
    ({ nextUrl }) => new Response(nextUrl.pathname),
    { target: ({ nextUrl }) => ({ identifier: nextUrl.hostname }) },
  )
  expectTypeOf(annotated).toBeFunction()
  flagsMiddleware((request: NextRequest) => new Response(request.nextUrl.pathname), options())
  // Nothing returned at all, as Next.js allows.
  flagsMiddleware((request: NextRequest, flags) => console.log(request.nextUrl, flags.all()))
  flagsMiddleware(() => {})
  flagsMiddleware(async () => {}, options())
  flagsMiddleware((request, _, context) => {
    expectTypeOf(request).toEqualTypeOf<Request>()
    expectTypeOf(context).toEqualTypeOf<MiddlewareContext>()
    return undefined
  })
})
