/** The Hono middleware in workerd: what the contract of adapters does not know of Hono. */
import { harnessDialect } from 'burgee/harness'
import { type FlagsEnv, featureFlags } from 'burgee/hono'
import { memory } from 'burgee/memory'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { beforeEach, describe, expect, it } from 'vitest'
import { snapshotServing } from '../../kit/flags.js'
import { bindings, flagsApp, KEY, request, see } from '../../kit/workerd.js'

beforeEach(() => bindings.FLAGS.put(KEY, snapshotServing('on')))

const cookieNames = (response: Response) =>
  response.headers.getAll('set-cookie').map((cookie) => cookie.split('=')[0])

describe('the anonymous cookie', () => {
  it.each<[string, (app: Hono<FlagsEnv>) => void, number]>([
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
  ])('is set if the app responds with %s', async (_, route, status) => {
    const app = flagsApp({})
    route(app)
    const { response } = await request(app, { path: '/made' })
    expect([response.status, cookieNames(response)]).toEqual([status, ['burgee_id']])
  })

  it('is set beside the own cookies of a response made with c.text', async () => {
    const app = flagsApp({})
    app.get('/made', (c) => c.text('made', 200, { 'set-cookie': 'own=1' }))
    expect(cookieNames((await request(app, { path: '/made' })).response)).toEqual(['own', 'burgee_id'])
  })
})

it('a target function is called with the context', async () => {
  const app = flagsApp({
    target: (c) => ({ identifier: c.req.header('x-user') ?? 'nobody', attributes: { path: c.req.path } }),
  })
  expect((await see(app, { headers: { 'x-user': 'ada' } })).target).toEqual({
    identifier: 'ada',
    attributes: { path: '/' },
  })
})

it('a provider may be an instance of a class, and its sink gets what was counted', async () => {
  const counted: string[] = []
  class Own {
    readonly name = 'own'
    readonly dialect = harnessDialect
    private readonly kept = counted
    source(): never {
      throw new Error('not the side of requests')
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

describe('options', () => {
  it.each<[object, RegExp]>([
    [{ ttl: 0 }, /^featureFlags: ttl must be/],
    [{ target: { anonymous: { maxAge: 40_000_000 } } }, /^featureFlags: target: .*400 days/],
    [{ target: { anonymous: { name: '__Host-id', path: '/shop' } } }, /^featureFlags: target: .*__Host-/],
  ])('%j throws when the app starts', (options, message) => {
    expect(() => featureFlags(options)).toThrow(message)
  })

  it('a store that a function finds belongs to the bindings it was found in', async () => {
    const app = flagsApp({ store: (env: { mine: ReturnType<typeof memory> }) => env.mine })
    const [on, off] = (['on', 'off'] as const).map((served) => ({ mine: memory(snapshotServing(served)) }))
    const darkWith = async (env: unknown) =>
      ((await (await app.request('/', {}, env as object)).json()) as { dark: boolean }).dark
    expect([await darkWith(on), await darkWith(off), await darkWith(on)]).toEqual([true, false, true])
  })

  it('two middlewares in one app do not disturb each other', async () => {
    const app = new Hono<FlagsEnv>()
    for (const served of ['on', 'off'] as const) {
      app.use(
        `/${served}/*`,
        featureFlags({ logLevel: 'silent', metrics: false, store: memory(snapshotServing(served)) }),
      )
    }
    app.get('/*', (c) => c.text(String(c.get('flags').boolVariation('dark-mode', false))))
    const texts = await Promise.all(
      ['/on/', '/off/', '/on/'].map(async (path) => (await app.request(path, {}, bindings)).text()),
    )
    expect(texts).toEqual(['true', 'false', 'true'])
  })
})

it('the real bindings are the same from request to request, so the isolate keeps its snapshot', async () => {
  const app = flagsApp({})
  expect((await see(app)).source).toBe('store')
  expect((await see(app)).source).toBe('memory')
})
