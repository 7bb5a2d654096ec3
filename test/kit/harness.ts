/** Harness's config API, and the two sides of Burgee on it: a long-lived handle, or a worker. */
import { type CreateFlagsOptions, createFlags, type Flags } from 'burgee'
import { type FeatureConfig, harness, type Segment } from 'burgee/harness'
import { type FeatureFlagsOptions, type FlagsEnv, featureFlags } from 'burgee/hono'
import { scheduledRefresh } from 'burgee/refresh'
import { type ConfigApiOptions, createFakeKV } from 'burgee/testing'
import { Hono } from 'hono'
import { onTestFinished } from 'vitest'
import { boolFlag, clause, ids, rule, stringFlag } from '../conformance/build.js'
import { ENV, fakeFetch } from './fake-fetch.js'
import { constantFlag } from './flags.js'
import { recorder } from './record.js'

export const ada = { identifier: 'ada', name: 'Ada', attributes: { plan: 'pro' } }

/** A flag of each kind. `dark-mode` is on for the segment `beta`, which includes Ada. */
export const flags: readonly FeatureConfig[] = [
  boolFlag('dark-mode', { rules: [rule('on', [clause('', 'segmentMatch', 'beta')])] }),
  stringFlag('greeting'),
  constantFlag('page-size', 'int', '50'),
  constantFlag('theme', 'json', '{"accent":"teal"}'),
]
export const segments: readonly Segment[] = [{ identifier: 'beta', included: ids('ada') }]

/** A long-lived handle with a config API. By default it counts nothing. */
export const connect = (options: CreateFlagsOptions = {}, config: ConfigApiOptions = {}) => {
  const api = fakeFetch({ flags, segments, ...config })
  const log = recorder()
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

/** A worker: `refresh()` is its cron, `visit()` is a request. By default it counts nothing. */
export const workerWith = (options: FeatureFlagsOptions, bindings: object) => {
  const log = recorder()
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

  /** One request. Its handler reads the flags with this function. `settle` waits for the work in `waitUntil`. */
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
