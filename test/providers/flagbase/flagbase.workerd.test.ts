/** Both sides with Flagbase, in workerd, on real KV: the cron, requests, a sink, and what an emitter is told. */
import { createEvents, type MetricsBatch } from 'burgee'
import { flagbase } from 'burgee/flagbase'
import { type FeatureFlagsOptions, type FlagsEnv, featureFlags } from 'burgee/hono'
import { scheduledRefresh } from 'burgee/refresh'
import { createFlagbaseApi } from 'burgee/testing'
import { Hono } from 'hono'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { later, PAST_TTL } from '../../kit/clock.js'
import { bindings, KEY, request } from '../../kit/workerd.js'

beforeEach(() => bindings.FLAGS.delete(KEY))

const weighted = (weights: Record<string, number>) =>
  Object.entries(weights).map(([variationKey, weight]) => ({ variationKey, weight }))

const flags = [
  {
    flagKey: 'theme',
    useFallthrough: false,
    fallthroughVariations: weighted({ light: 100 }),
    rules: [
      {
        id: 'paying',
        ruleType: 'trait',
        traitKey: 'plan',
        traitValue: '^(pro|team)$',
        operator: 'regex',
        negate: false,
        ruleVariations: weighted({ dark: 100 }),
      },
    ],
  },
  {
    flagKey: 'checkout',
    useFallthrough: true,
    fallthroughVariations: weighted({ control: 50, treatment: 50 }),
    rules: [],
  },
]

const setUp = () => {
  const api = createFlagbaseApi({ flags })
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  const events = createEvents()
  const heard: string[] = []
  events.on('ready', () => void heard.push('ready'))
  events.on('changed', (_, context) => void heard.push(`changed ${context.flags}`))
  events.on('failed', () => void heard.push('failed'))
  for (const type of ['fetch', 'fetch_full', 'fetch_cached', 'fetch_error'] as const) {
    events.on(type, () => void heard.push(type))
  }
  events.on('evaluation', (_, { flag, target, detail }) => {
    heard.push(`${flag} ${detail.variation} (${detail.reason}) for ${target?.identifier}`)
  })
  const sent: MetricsBatch[] = []
  const options: FeatureFlagsOptions = {
    provider: flagbase({ sdkKey: api.sdkKey }),
    sink: {
      async send(batch) {
        sent.push(batch)
        return undefined
      },
    },
    events,
    metrics: { flushInterval: 0.01 },
    target: { header: 'x-user-id', attributes: { headers: { plan: 'x-plan' }, geo: false } },
    logLevel: 'silent',
  }
  const app = new Hono<FlagsEnv>()
  app.use(featureFlags(options))
  app.get('/', (c) => {
    const seen = c.get('flags')
    return c.json([seen.variation('theme', 'none'), seen.variation('checkout', 'none')])
  })
  const refresh = scheduledRefresh(options)
  const get = async (identifier: string, plan: string) => {
    const { response, settle } = await request(app, { headers: { 'x-user-id': identifier, 'x-plan': plan } })
    await settle()
    return response.json()
  }
  return { api, heard, sent, get, cron: () => refresh(bindings) }
}

it('the cron publishes, requests evaluate by the same rules, and the sink gets the counts', async () => {
  const { sent, get, cron } = setUp()
  expect(await get('ada', 'pro')).toEqual(['none', 'none'])
  expect(await cron()).toMatchObject({ status: 'published', flags: 2 })
  // Node’s SHA-256 puts ada into bucket 51 and bob into 29 of `checkout`.
  expect(await get('ada', 'pro')).toEqual(['dark', 'treatment'])
  expect(await get('bob', 'free')).toEqual(['light', 'control'])
  const counts = sent.flatMap(({ evaluations }) =>
    evaluations.map(({ flag, variation }) => `${flag}/${variation}`),
  )
  expect(counts.sort()).toEqual(['checkout/control', 'checkout/treatment', 'theme/dark', 'theme/light'])
})

it('an emitter in the options hears of both sides', async () => {
  const { api, heard, get, cron } = setUp()
  await cron()
  await cron()
  expect(heard.splice(0)).toEqual(['fetch', 'fetch_full', 'fetch', 'fetch_cached'])
  await get('ada', 'pro')
  expect(heard.splice(0)).toEqual([
    'ready',
    'theme dark (targeted) for ada',
    'checkout treatment (fallthrough_weighted) for ada',
  ])
  api.updateFlag('theme', { useFallthrough: true })
  await cron()
  later(PAST_TTL)
  await get('ada', 'pro')
  expect(heard.splice(0)).toEqual([
    'fetch',
    'fetch_full',
    'theme dark (targeted) for ada',
    'checkout treatment (fallthrough_weighted) for ada',
    'changed theme',
  ])
  api.fail({ status: 403 })
  await cron()
  expect(heard).toEqual(['fetch', 'failed', 'fetch_error'])
})
