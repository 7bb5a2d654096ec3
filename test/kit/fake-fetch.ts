import { type ConfigApi, type ConfigApiOptions, createConfigApi } from 'burgee/testing'
import { onTestFinished, vi } from 'vitest'

/** Where a config API answers that stands in the place of `fetch`. */
export const API = 'http://config.invalid/api/1.0'

/** A config API that answers in the place of `fetch` until the test ends. */
export const fakeFetch = (options: ConfigApiOptions = {}): ConfigApi => {
  const api = createConfigApi(options)
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => {
    api.close()
    vi.unstubAllGlobals()
  })
  return api
}
