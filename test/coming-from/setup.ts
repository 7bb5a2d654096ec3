/** What these tests begin with: a config API, and either side of Burgee on it. */
import { type CreateFlagsOptions, createFlags, type Flags } from 'burgee'
import { type FeatureConfig, harness, type Segment } from 'burgee/harness'
import { type FeatureFlagsOptions, type FlagsEnv, featureFlags } from 'burgee/hono'
import { scheduledRefresh } from 'burgee/refresh'
import { type ConfigApiOptions, createFakeKV } from 'burgee/testing'
import { Hono } from 'hono'
import { onTestFinished, vi } from 'vitest'
import { boolFlag, clause, ids, rule, stringFlag } from '../conformance/build.js'
import { API, fakeFetch } from '../kit/fake-fetch.js'
import { recorder } from '../kit/record.js'

export const ENV = { HARNESS_SDK_KEY: 'demo-key', HARNESS_BASE_URL: API, HARNESS_EVENTS_URL: API }

export const ada = { identifier: 'ada', name: 'Ada', attributes: { plan: 'pro' } }

/** A flag of any kind that serves this value to everybody. */
export const flagOf = (feature: string, kind: FeatureConfig['kind'], value: string): FeatureConfig => ({
  ...stringFlag(feature),
  kind,
  variations: [{ identifier: 'only', value }],
  offVariation: 'only',
  defaultServe: { variation: 'only' },
})

/** One of each kind; `dark-mode` is on for the segment `beta`, which has Ada in it. */
export const flags: readonly FeatureConfig[] = [
  boolFlag('dark-mode', { rules: [rule('on', [clause('', 'segmentMatch', 'beta')])] }),
  stringFlag('greeting'),
  flagOf('page-size', 'int', '50'),
  flagOf('theme', 'json', '{"accent":"teal"}'),
]
export const segments: readonly Segment[] = [{ identifier: 'beta', included: ids('ada') }]

/** A recorder that also finds the lines with one code. */
export const listener = () => {
  const log = recorder()
  return { ...log, said: (code: number) => log.lines.filter((line) => line.includes(`SDKCODE:${code}:`)) }
}

/** A long-lived handle with a config API. It counts nothing unless it is told to. */
export const connect = (options: CreateFlagsOptions = {}, config: ConfigApiOptions = {}) => {
  const api = fakeFetch({ flags, segments, ...config })
  const log = listener()
  const handle = createFlags({
    provider: harness(),
    env: ENV,
    logger: log.logger,
    logLevel: 'debug',
    metrics: false,
    ...options,
  })
  onTestFinished(() => handle.close())
  return { api, handle, isDark: () => handle.forTarget(ada).boolVariation('dark-mode', false), ...log }
}

/** A worker with Harness's config API. */
export const worker = (
  options: FeatureFlagsOptions = {},
  config: ConfigApiOptions = {},
  bindings: object = ENV,
) => ({ api: fakeFetch({ flags, segments, ...config }), ...workerWith(options, bindings) })

/** A worker: the cron by `refresh()`, a request by `visit()`. It counts nothing unless it is told to. */
export const workerWith = (options: FeatureFlagsOptions, bindings: object) => {
  const log = listener()
  const env = { FLAGS: createFakeKV(), ...bindings }
  const shared: FeatureFlagsOptions = {
    logger: log.logger,
    logLevel: 'debug',
    metrics: false,
    target: () => ada,
    ...options,
  }
  const run = scheduledRefresh(shared)
  const app = new Hono<FlagsEnv>()
  let read: (flags: Flags) => unknown
  app.use(featureFlags(shared))
  app.get('/', (c) => c.json(read(c.get('flags')) ?? null))

  /** One request, whose handler reads this of its flags. `settle` waits for its `waitUntil`. */
  const visit = async <T>(reading: (flags: Flags) => T, init: RequestInit = {}) => {
    const works: Promise<unknown>[] = []
    const context = {
      waitUntil: (work: Promise<unknown>) => void works.push(work),
      passThroughOnException() {},
      props: {},
    }
    let seen: T | undefined
    read = (flags) => {
      seen = reading(flags)
      return seen
    }
    const response = await app.request('/', init, env, context)
    return { response, seen: seen as T, settle: () => Promise.all(works) }
  }
  return { env, refresh: () => run(env), visit, ...log }
}

/** Timers and the clock move only when they are told to, until the test ends. */
export const holdTime = () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.now() })
  onTestFinished(() => void vi.useRealTimers())
}

/** A day of cron runs, one a minute. */
export const A_DAY = 1_440
