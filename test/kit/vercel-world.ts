import { createConfigApi, type HarnessFlag } from 'burgee/testing'
import { API_TOKEN, CONFIG_ID, type FakeConfig, fakeConfig, READ_TOKEN } from './config-store.js'

/** The services that a deployment on Vercel talks to: Harness, and Vercel's Global Config. They replace the network. */
export const createWorld = (flags: readonly HarnessFlag[]) => {
  const config: FakeConfig = fakeConfig()
  const api = createConfigApi({ flags: [...flags] })
  return {
    config,
    api,
    /** The environment of a deployment that reads. */
    env: {
      GLOBAL_CONFIG: `https://global-config.vercel.com/${CONFIG_ID}?token=${READ_TOKEN}`,
      HARNESS_SDK_KEY: api.sdkKey,
    },
    /** What its cron needs besides, to write. */
    cronEnv: { VERCEL_API_TOKEN: API_TOKEN, CRON_SECRET: 'a-secret-of-the-cron' },
    fetch: (request: Request): Response | Promise<Response> => {
      const { hostname } = new URL(request.url)
      return hostname.endsWith('.vercel.com') ? config.app.fetch(request) : api.fetch(request)
    },
  }
}

export type World = ReturnType<typeof createWorld>
