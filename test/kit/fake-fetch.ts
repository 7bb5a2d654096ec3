/** Config APIs that replace `fetch` until the test ends. */
import {
  type ConfigApi,
  type ConfigApiOptions,
  createConfigApi,
  createFlagbaseApi,
  type FlagbaseApiOptions,
} from 'burgee/testing'
import { onTestFinished, vi } from 'vitest'

/** The address of Harness's config API, and the bindings that lead to it. */
export const API = 'http://config.invalid/api/1.0'
export const ENV = { HARNESS_SDK_KEY: 'demo-key', HARNESS_BASE_URL: API, HARNESS_EVENTS_URL: API } as const

/** The address of Flagbase's polling service, and the bindings that lead to it. */
export const POLLER = 'http://poller.invalid'
export const FLAGBASE_ENV = { FLAGBASE_SDK_KEY: 'demo-key', FLAGBASE_POLLING_SERVICE_URL: POLLER } as const

interface FakeApi {
  readonly fetch: typeof fetch
  close(): void
}

const replaceFetch = <T extends FakeApi>(api: T): T => {
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => {
    api.close()
    vi.unstubAllGlobals()
  })
  return api
}

/** Harness's config API. */
export const fakeFetch = (options: ConfigApiOptions = {}): ConfigApi => replaceFetch(createConfigApi(options))

/** Flagbase's polling service. */
export const fakePoller = (options: FlagbaseApiOptions = {}) => replaceFetch(createFlagbaseApi(options))
