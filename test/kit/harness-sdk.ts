/**
 * The official Harness Node SDK, to compare with. It talks to a config API over HTTP, and evaluates.
 */
import { Client, type Options } from '@harnessio/ff-nodejs-server-sdk'
import type { ConfigApi, ConfigApiOptions } from 'burgee/testing'
import { onTestFinished } from 'vitest'
import { serveHarnessApi } from '../../worker/demo/serve-api.js'

/** Serves a config API on a free port until the test ends. */
export const startConfigApi = async (options: ConfigApiOptions): Promise<{ api: ConfigApi; url: string }> => {
  const { close, ...started } = await serveHarnessApi(options)
  onTestFinished(close)
  return started
}

/** A quiet SDK whose store the test can read. Its default store is a file that all clients share. */
export const connectSdk = (
  url: string,
  sdkKey = 'demo-key',
  options: Options = {},
): { client: Client; stored: Map<string, unknown> } => {
  const stored = new Map<string, unknown>()
  const quiet = () => {}
  const client = new Client(sdkKey, {
    baseUrl: url,
    eventsUrl: url,
    logger: { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet },
    cache: {
      get: (key) => stored.get(key),
      set: (key, value) => void stored.set(key, value),
      delete: (key) => void stored.delete(key),
      *keys() {
        yield* stored.keys()
      },
    },
    // Undefined replaces the SDK's default store, so only the cache is left.
    store: undefined as never,
    ...options,
  })
  return { client, stored }
}
