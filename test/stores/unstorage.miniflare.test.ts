/** A storage of unstorage's between the two sides: in workerd, and between instances in one process of Node's. */
import { createFlags } from 'burgee'
import { harness } from 'burgee/harness'
import { type FlagsEnv, featureFlags } from 'burgee/hono'
import { scheduledRefresh } from 'burgee/refresh'
import { unstorage } from 'burgee/unstorage'
import { Hono } from 'hono'
import { createStorage } from 'unstorage'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { listen } from '../../worker/demo/listen.js'
import { serveHarnessApi } from '../../worker/demo/serve-api.js'
import { boolFlag } from '../conformance/build.js'
import { bundleWorker } from '../kit/bundle.js'
import { visit } from '../kit/client.js'
import { recorder } from '../kit/record.js'
import { eventually } from '../kit/wait.js'
import { startWorker } from '../kit/worker.js'

const KEY = 'burgee:snapshot'

const startApi = async () => {
  const config = await serveHarnessApi({ flags: [boolFlag('dark-mode')] })
  onTestFinished(config.close)
  return {
    ...config,
    serve: (variation: 'on' | 'off') => config.api.updateFlag('dark-mode', { defaultServe: { variation } }),
    env: { HARNESS_SDK_KEY: config.api.sdkKey, HARNESS_BASE_URL: config.url, HARNESS_EVENTS_URL: config.url },
  }
}

describe('in workerd, without nodejs_compat', () => {
  it('a worker with unstorage’s memory driver refreshes and serves', async () => {
    const { code, imports } = await bundleWorker({ file: 'test/fixtures/unstorage-worker.ts' })
    expect(imports).toEqual([])
    const { env, serve } = await startApi()
    const worker = await startWorker(code, env)
    onTestFinished(worker.stop)
    const seen = async () => (await visit(worker.url, '/').outcome).body
    expect(await seen()).toEqual({ dark: false, source: 'none' })

    serve('on')
    const { outcome } = await (await worker.miniflare.getWorker()).scheduled({ cron: '* * * * *' })
    expect(outcome).toBe('ok')
    expect(await seen()).toEqual({ dark: true, source: 'store' })
  })
})

describe('in Node, over one storage', () => {
  const setUp = async () => {
    const { env, serve } = await startApi()
    const storage = createStorage()
    const store = () => unstorage(storage)
    const { logger, codes } = recorder()

    const app = new Hono<FlagsEnv>()
    app.use(featureFlags({ store: store(), ttl: 0.05, metrics: false, logger }))
    app.get('/', (c) => c.json(c.get('flags').boolVariation('dark-mode', false)))
    const server = await listen(async (request) => app.fetch(request))
    onTestFinished(server.close)
    const isDark = async (): Promise<unknown> => (await fetch(server.url)).json()
    /** The request that reads the store is itself still served from before. */
    const soon = (dark: boolean) => eventually(async () => expect(await isDark()).toBe(dark))

    return { env, serve, storage, store, codes, isDark, soon }
  }

  it('a server takes what scheduledRefresh publishes, and what a handle does', async () => {
    const { env, serve, store, isDark, soon } = await setUp()
    serve('on')
    const refresh = scheduledRefresh({ store: store(), logLevel: 'silent' })
    expect(await refresh(env)).toMatchObject({ status: 'published' })
    expect(await isDark()).toBe(true)
    expect(await refresh(env)).toMatchObject({ status: 'unchanged' })

    serve('off')
    const handle = createFlags({ provider: harness(), env, store: store(), logLevel: 'silent' })
    onTestFinished(() => handle.close())
    await handle.refresh()
    await soon(false)
  })

  it.each([
    ['cut short', 'burgee:9000\n{"format":2,'],
    ['somebody else’s', { theme: 'dark' }],
  ])('what is there and %s is refused by a server (9005), and replaced by a refresh', async (_, item) => {
    const { env, serve, storage, store, codes, isDark, soon } = await setUp()
    await storage.setItem(KEY, item)
    expect(await isDark()).toBe(false)
    expect(codes()).toContain(9005)

    serve('on')
    const refresh = scheduledRefresh({ store: store(), logLevel: 'silent' })
    expect(await refresh(env)).toMatchObject({ status: 'published' })
    // After a read that brought nothing a server pauses before the next, for 5 s.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5_000 })
    onTestFinished(() => void vi.useRealTimers())
    await soon(true)
  })
})
