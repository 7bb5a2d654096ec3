/** What the tests behind docs/coming-from-flagbase.md begin with. */
import { type CreateFlagsOptions, createFlags } from 'burgee'
import { flagbase } from 'burgee/flagbase'
import type { FeatureFlagsOptions } from 'burgee/hono'
import { createFlagbaseApi, type FlagbaseApiOptions } from 'burgee/testing'
import { onTestFinished, vi } from 'vitest'
import { flag, rule } from '../conformance/flagbase-build.js'
import { listener, workerWith } from './setup.js'

export const URL = 'http://poller.invalid'
export const ENV = { FLAGBASE_SDK_KEY: 'demo-key', FLAGBASE_POLLING_SERVICE_URL: URL }

/** On the plan `pro`, which `dark-mode` is a `treatment` for. */
export const ada = { identifier: 'ada', attributes: { plan: 'pro' } }
export const flags = [flag('dark-mode', { rules: [rule('plan', 'equal', 'pro')] }), flag('greeting')]

/** A polling service that answers in the place of `fetch` until the test ends. */
export const fakePoller = (options: FlagbaseApiOptions = {}) => {
  const api = createFlagbaseApi({ flags, ...options })
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => {
    api.close()
    vi.unstubAllGlobals()
  })
  return api
}

/** A long-lived handle with a polling service. */
export const connect = (options: CreateFlagsOptions = {}, config: FlagbaseApiOptions = {}) => {
  const api = fakePoller(config)
  const log = listener()
  const handle = createFlags({
    provider: flagbase(),
    env: ENV,
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
  bindings = ENV,
) => ({
  api: fakePoller(config),
  ...workerWith({ provider: flagbase(), target: () => ada, ...options }, bindings),
})
