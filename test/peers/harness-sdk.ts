/**
 * The official Harness Node SDK, as a peer: it talks to a config API over real HTTP, and evaluates.
 */
import type { Server } from 'node:http'
import { Client, type Options } from '@harnessio/ff-nodejs-server-sdk'
import { serve } from '@hono/node-server'
import { type ConfigApi, type ConfigApiOptions, createConfigApi } from 'burgee/testing'
import { onTestFinished } from 'vitest'

/** Serves a config API on a free port until the test ends. */
export const startConfigApi = async (options: ConfigApiOptions): Promise<{ api: ConfigApi; url: string }> => {
  const { close, ...started } = await serveConfigApi(options)
  onTestFinished(close)
  return started
}

/** Serves a config API on a free port until it is closed. */
export const serveConfigApi = (
  options: ConfigApiOptions,
): Promise<{ api: ConfigApi; url: string; close: () => Promise<void> }> => {
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
