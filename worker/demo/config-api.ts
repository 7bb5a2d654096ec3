import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { serve } from '@hono/node-server'
import { type ConfigApi, type ConfigApiOptions, createConfigApi } from 'burgee/testing'

export const CONFIG_FILE = fileURLToPath(new URL('config.json', import.meta.url))

/** The flags and segments in config.json, as Harness's config API would send them. */
export const readConfig = (): Pick<Required<ConfigApiOptions>, 'flags' | 'segments'> =>
  JSON.parse(readFileSync(CONFIG_FILE, 'utf8'))

export interface RunningConfigApi {
  readonly api: ConfigApi
  /** Base URL and events URL alike. */
  readonly url: string
  readonly close: () => Promise<void>
}

/** Serves a config API on a free port of this machine. */
export const serveConfigApi = (options: ConfigApiOptions): Promise<RunningConfigApi> => {
  const api = createConfigApi(options)
  return new Promise((resolve) => {
    const server = serve({ fetch: api.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      const close = async () => {
        api.close()
        server.closeAllConnections()
        await new Promise((closed) => server.close(closed))
      }
      resolve({ api, url: `http://127.0.0.1:${port}/api/1.0`, close })
    }) as Server
  })
}
