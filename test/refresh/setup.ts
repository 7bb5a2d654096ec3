import { memory } from 'burgee/memory'
import { type RefreshOptions, scheduledRefresh } from 'burgee/refresh'
import type { ConfigApi, ConfigApiOptions } from 'burgee/testing'
import { onTestFinished, vi } from 'vitest'
import { boolFlag, ids, stringFlag } from '../conformance/build.js'
import { API, fakeFetch } from '../kit/fake-fetch.js'
import { recorder } from '../kit/record.js'

export const KEY = 'sdk-key-that-must-not-be-logged'
export const env = { HARNESS_SDK_KEY: KEY, HARNESS_BASE_URL: API, HARNESS_EVENTS_URL: API }
export const flags = [boolFlag('dark-mode'), stringFlag('greeting'), boolFlag('third'), boolFlag('fourth')]
export const segments = [{ identifier: 'beta', included: ids('ada') }]

/** A refresh against a config API, with what it stores and logs. */
export const setUp = (options: RefreshOptions = {}, config: ConfigApiOptions = {}) => {
  const api = fakeFetch({ sdkKey: KEY, flags, segments, ...config })
  const store = memory()
  const log = recorder()
  const refresh = scheduledRefresh({ store, logger: log.logger, logLevel: 'debug', ...options })
  return { api, store, refresh, ...log }
}

/** Lets backoff pass as fast as it can. */
export const hurry = async <T>(work: Promise<T>): Promise<T> => {
  // Faked once: to do it again would forget the timers that run.
  if (!vi.isFakeTimers()) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.now() })
  }
  onTestFinished(() => void vi.useRealTimers())
  let done = false
  const settled = work.finally(() => {
    done = true
  })
  while (!done) {
    // First whatever is under way; the clock goes on only when nothing but a timer is waited for.
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
    if (vi.getTimerCount() > 0) await vi.advanceTimersToNextTimerAsync()
  }
  return settled
}

export const routes = (api: ConfigApi) => api.requests.map(({ route, status }) => `${route} ${status}`)
