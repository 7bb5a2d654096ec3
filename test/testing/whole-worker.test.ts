/** A user's test of a whole worker, as docs/testing.md shows it. */
import { type FlagsEnv, featureFlags } from 'burgee/hono'
import { scheduledRefresh } from 'burgee/refresh'
import { createClock, createFakeKV, createHarnessApi } from 'burgee/testing'
import { Hono } from 'hono'
import { expect, it, onTestFinished, vi } from 'vitest'
import { darkMode } from './harness/fixtures.js'

/** The worker with an empty KV. Its isolate has no snapshot in memory. */
const startWorker = () => {
  const app = new Hono<FlagsEnv>()
  app.use(featureFlags({ metrics: false, logLevel: 'silent' }))
  app.get('/', (c) => c.text(c.get('flags').boolVariation('dark-mode', false) ? 'dark' : 'light'))
  const clock = createClock()
  const FLAGS = createFakeKV({ now: clock.now })
  const env = { FLAGS, HARNESS_SDK_KEY: 'demo-key' }
  return {
    clock,
    FLAGS,
    cron: () => scheduledRefresh({ logLevel: 'silent' })(env),
    visit: async () => (await app.request('/', {}, env)).text(),
  }
}

const startApi = () => {
  const api = createHarnessApi({ flags: [{ ...darkMode, defaultServe: { variation: 'true' } }] })
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => {
    api.close()
    vi.unstubAllGlobals()
  })
  return api
}

it('serves what the cron published from the API in memory', async () => {
  const api = startApi()
  const { cron, visit, FLAGS } = startWorker()
  expect(await cron()).toMatchObject({ status: 'published' })
  expect(await visit()).toBe('dark')
  expect([api.count('flags'), FLAGS.writes]).toEqual([1, 1])
})

it('serves fallbacks while KV cannot be read', async () => {
  startApi()
  const { cron, visit, FLAGS } = startWorker()
  await cron()
  FLAGS.failNext('reads')
  expect(await visit()).toBe('light')
})

it('refuses a second write to a key within a second', async () => {
  const api = startApi()
  const { cron, clock, FLAGS } = startWorker()
  await cron()
  api.updateFlag('dark-mode', { state: 'off' })
  expect(await cron()).toMatchObject({ status: 'failed' })
  clock.advance(1000)
  expect(await cron()).toMatchObject({ status: 'published' })
  expect(FLAGS.writes).toBe(3)
})
