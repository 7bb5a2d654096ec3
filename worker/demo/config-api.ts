import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  type ConfigApi,
  type ConfigApiFetch,
  type ConfigApiOptions,
  createConfigApi,
  createFlagbaseApi,
  type FlagbaseApi,
  type FlagbaseApiOptions,
} from 'burgee/testing'
import { listen } from './listen.js'

export const CONFIG_FILE = fileURLToPath(new URL('config.json', import.meta.url))
export const FLAGBASE_FILE = fileURLToPath(new URL('flagbase.json', import.meta.url))

/** The flags and segments in config.json, as Harness's config API would send them. */
export const readConfig = (): Pick<Required<ConfigApiOptions>, 'flags' | 'segments'> =>
  JSON.parse(readFileSync(CONFIG_FILE, 'utf8'))

/** The flags in flagbase.json, as Flagbase's poller would send their attributes. */
export const readFlagbaseConfig = (): Pick<Required<FlagbaseApiOptions>, 'flags'> =>
  JSON.parse(readFileSync(FLAGBASE_FILE, 'utf8'))

export interface RunningApi<Api> {
  readonly api: Api
  readonly url: string
  readonly close: () => Promise<void>
}

/** Serves a Harness config API on a free port of this machine. Its URL is base URL and events URL alike. */
export const serveConfigApi = (options: ConfigApiOptions): Promise<RunningApi<ConfigApi>> =>
  serveApi(createConfigApi(options), '/api/1.0')

/** Likewise a Flagbase poller. */
export const serveFlagbaseApi = (options: FlagbaseApiOptions): Promise<RunningApi<FlagbaseApi>> =>
  serveApi(createFlagbaseApi(options), '')

const serveApi = async <Api extends { readonly fetch: ConfigApiFetch; close(): void }>(
  api: Api,
  path: string,
): Promise<RunningApi<Api>> => {
  const { url, close } = await listen(api.fetch)
  return {
    api,
    url: url + path,
    async close() {
      api.close()
      await close()
    },
  }
}
