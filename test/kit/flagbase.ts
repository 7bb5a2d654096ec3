/** Flagbase's polling service, and the two sides of Burgee on it: a long-lived handle, or a worker. */
import { type CreateFlagsOptions, createFlags } from 'burgee'
import { flagbase } from 'burgee/flagbase'
import type { FeatureFlagsOptions } from 'burgee/hono'
import type { FlagbaseApiOptions } from 'burgee/testing'
import { onTestFinished } from 'vitest'
import { flag, rule } from '../conformance/flagbase-build.js'
import { FLAGBASE_ENV, fakePoller } from './fake-fetch.js'
import { workerWith } from './harness.js'
import { recorder } from './record.js'

/** Has the plan `pro`, for which `dark-mode` serves `treatment`. */
export const ada = { identifier: 'ada', attributes: { plan: 'pro' } }
export const flags = [flag('dark-mode', { rules: [rule('plan', 'equal', 'pro')] }), flag('greeting')]

/** A long-lived handle with a polling service. */
export const connect = (options: CreateFlagsOptions = {}, config: FlagbaseApiOptions = {}) => {
  const api = fakePoller({ flags, ...config })
  const log = recorder()
  const handle = createFlags({
    provider: flagbase(),
    env: FLAGBASE_ENV,
    logger: log.logger,
    logLevel: 'debug',
    ...options,
  })
  onTestFinished(() => handle.close())
  const served = (key = 'dark-mode') => handle.forTarget(ada).variation(key, '(fallback)')
  return { api, handle, served, ...log }
}

/** A worker with a polling service. */
export const worker = (
  options: FeatureFlagsOptions = {},
  config: FlagbaseApiOptions = {},
  bindings: object = FLAGBASE_ENV,
) => ({
  api: fakePoller({ flags, ...config }),
  ...workerWith({ provider: flagbase(), target: () => ada, ...options }, bindings),
})
