/** A refresh against Harness's config API. */
import { memory } from 'burgee/memory'
import { type RefreshOptions, scheduledRefresh } from 'burgee/refresh'
import type { ConfigApi, ConfigApiOptions } from 'burgee/testing'
import { boolFlag, ids, stringFlag } from '../conformance/build.js'
import { ENV, fakeFetch } from './fake-fetch.js'
import { recorder } from './record.js'

export const KEY = 'sdk-key-that-must-not-be-logged'
export const env = { ...ENV, HARNESS_SDK_KEY: KEY }
export const flags = [boolFlag('dark-mode'), stringFlag('greeting'), boolFlag('third'), boolFlag('fourth')]
export const segments = [{ identifier: 'beta', included: ids('ada') }]

/** A refresh, its config API, its store and its log. */
export const setUp = (options: RefreshOptions = {}, config: ConfigApiOptions = {}) => {
  const api = fakeFetch({ sdkKey: KEY, flags, segments, ...config })
  const store = memory()
  const log = recorder()
  const refresh = scheduledRefresh({ store, logger: log.logger, logLevel: 'debug', ...options })
  return { api, store, refresh, ...log }
}

/** The requests that an API received, as `route status`. */
export const routes = (api: ConfigApi) => api.requests.map(({ route, status }) => `${route} ${status}`)
