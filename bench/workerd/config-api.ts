/** A config API and an events API that the workers reach over HTTP. */
import { serve } from '@hono/node-server'
import { createHarnessApi, type HarnessApi, type HarnessApiOptions } from 'burgee/testing'

export interface RunningApi {
  readonly api: HarnessApi
  readonly bindings: Readonly<Record<string, string>>
  close(): void
}

export const startConfigApi = async (options: HarnessApiOptions = {}): Promise<RunningApi> => {
  const api = createHarnessApi(options)
  return new Promise((resolve) => {
    const server = serve({ fetch: api.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      const url = `http://127.0.0.1:${port}/api/1.0`
      const bindings = { HARNESS_SDK_KEY: api.sdkKey, HARNESS_BASE_URL: url, HARNESS_EVENTS_URL: url }
      resolve({
        api,
        bindings,
        close() {
          api.close()
          server.close()
        },
      })
    })
  })
}
