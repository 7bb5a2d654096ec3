/**
 * The official Harness Node SDK, as a peer: it talks to a config API over real HTTP, and evaluates.
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

/** The SDK, quiet, with what it stores laid open: its default store is a file that all clients share. */
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
    // An option that is undefined replaces the SDK's default, and it then lives on the cache alone.
    store: undefined as never,
    ...options,
  })
  return { client, stored }
}
