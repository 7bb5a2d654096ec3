import {
  type ApiFetch,
  createFlagbaseApi,
  createHarnessApi,
  type FlagbaseApi,
  type FlagbaseApiOptions,
  type HarnessApi,
  type HarnessApiOptions,
} from 'burgee/testing'
import { listen } from './listen.js'

/** A provider's API on this machine. */
export interface RunningApi<Api> {
  readonly api: Api
  readonly url: string
  /** The bindings with which a worker uses it: the SDK key and the URLs. */
  readonly bindings: Readonly<Record<string, string>>
  readonly close: () => Promise<void>
}

/** Serves a Harness API on a free port of this machine. Its base URL and its events URL are the same. */
export const serveHarnessApi = async (options: HarnessApiOptions): Promise<RunningApi<HarnessApi>> => {
  const api = createHarnessApi(options)
  const { url: origin, close } = await serve(api)
  const url = `${origin}/api/1.0`
  return {
    api,
    url,
    bindings: { HARNESS_SDK_KEY: api.sdkKey, HARNESS_BASE_URL: url, HARNESS_EVENTS_URL: url },
    close,
  }
}

/** Serves a Flagbase API on a free port of this machine. */
export const serveFlagbaseApi = async (options: FlagbaseApiOptions): Promise<RunningApi<FlagbaseApi>> => {
  const api = createFlagbaseApi(options)
  const { url, close } = await serve(api)
  return {
    api,
    url,
    bindings: { FLAGBASE_SDK_KEY: api.sdkKey, FLAGBASE_POLLING_SERVICE_URL: url },
    close,
  }
}

const serve = async (api: { readonly fetch: ApiFetch; close(): void }) => {
  const { url, close } = await listen(api.fetch)
  return {
    url,
    async close() {
      api.close()
      await close()
    },
  }
}
