import { createConfigApi, type HarnessFlag } from 'burgee/testing'
import { API_TOKEN, CONFIG_ID, type FakeConfig, fakeConfig, READ_TOKEN } from './config-store.js'

/** What a deployment on Vercel sends requests to, in place of the internet: Harness, and Vercel's Global Config. */
export const createWorld = (flags: readonly HarnessFlag[]) => {
  const config: FakeConfig = fakeConfig()
  const api = createConfigApi({ flags: [...flags] })
  return {
    config,
    api,
    /** The deployment's environment: with it, it can read. */
    env: {
      GLOBAL_CONFIG: `https://global-config.vercel.com/${CONFIG_ID}?token=${READ_TOKEN}`,
      HARNESS_SDK_KEY: api.sdkKey,
    },
    /** More for the environment of its cron, which also writes. */
    cronEnv: { VERCEL_API_TOKEN: API_TOKEN, CRON_SECRET: 'a-secret-of-the-cron' },
    fetch: (request: Request): Response | Promise<Response> => {
      const { hostname } = new URL(request.url)
      return hostname.endsWith('.vercel.com') ? config.app.fetch(request) : api.fetch(request)
    },
  }
}

export type World = ReturnType<typeof createWorld>
