/** `usedFlags()` in a Hono app, in workerd. */
import { type UsedFlagsEnv, usedFlags } from 'burgee/cache'
import { featureFlags } from 'burgee/hono'
import { type Handler, Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { snapshotServing } from '../../kit/flags.js'
import { bindings, KNOWN } from '../../kit/workerd.js'

const get = async (handler: Handler<UsedFlagsEnv>, headers: Record<string, string> = KNOWN) =>
  route(createApp(), handler).request('/', { headers }, bindings)

const createApp = () => {
  const app = new Hono<UsedFlagsEnv>()
  app.use(featureFlags({ snapshot: snapshotServing('on'), metrics: false, logLevel: 'silent' }), usedFlags())
  return app
}

const route = (app: Hono<UsedFlagsEnv>, handler: Handler<UsedFlagsEnv>) => app.get('/', handler)

describe('usedFlags()', () => {
  it('gives handlers flags that record which were read', async () => {
    const response = await get((c) => {
      c.get('flags').boolVariation('dark-mode', false)
      return c.json(c.get('flags').used())
    })
    expect(await response.json()).toEqual([{ flag: 'dark-mode', variation: 'on', value: true }])
  })

  it.each<[string, Handler<UsedFlagsEnv>, string | null]>([
    ['made with c.text', (c) => c.text(String(c.get('flags').boolVariation('dark-mode', false))), 'private'],
    [
      'whose headers cannot be changed',
      (c) => Response.redirect(`https://app.test/${c.get('flags').boolVariation('dark-mode', false)}`),
      'private',
    ],
    [
      'with a Cache-Control of its own',
      (c) =>
        c.text(String(c.get('flags').boolVariation('dark-mode', false)), 200, {
          'Cache-Control': 'public, max-age=60',
        }),
      'public, max-age=60',
    ],
    ['for which no flag was read', (c) => c.text('static'), null],
  ])('a response %s', async (_, handler, expected) => {
    expect((await get(handler)).headers.get('cache-control')).toBe(expected)
  })

  it('throws an error with the reason if it comes before featureFlags()', async () => {
    const app = new Hono<UsedFlagsEnv>()
    app.onError((error, c) => c.text(String(error), 500))
    app.use(usedFlags(), featureFlags({ metrics: false, logLevel: 'silent' }))
    expect(await (await app.request('/', { headers: KNOWN }, bindings)).text()).toBe(
      'TypeError: usedFlags: there are no flags: app.use(featureFlags(), usedFlags())',
    )
  })

  it('each request has flags of its own', async () => {
    const app = route(createApp(), async (c) => {
      if (c.req.query('read')) c.get('flags').boolVariation('dark-mode', false)
      await scheduler.wait(5)
      return c.json(c.get('flags').used().length)
    })
    const responses = await Promise.all(
      ['/', '/?read=1', '/'].map((path) => app.request(path, { headers: KNOWN }, bindings)),
    )
    expect(await Promise.all(responses.map((response) => response.json()))).toEqual([0, 1, 0])
  })

  it('leaves a WebSocket upgrade alone', async () => {
    const response = await get(
      (c) => {
        c.get('flags').boolVariation('dark-mode', false)
        const { 0: client, 1: server } = new WebSocketPair()
        server.accept()
        return new Response(null, { status: 101, webSocket: client })
      },
      { ...KNOWN, upgrade: 'websocket' },
    )
    expect(response.status).toBe(101)
    expect(response.headers.get('cache-control')).toBeNull()
    response.webSocket?.accept()
    response.webSocket?.close()
  })
})
