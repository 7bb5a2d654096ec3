/** The options of the middleware and of the cron's route. */
import { createClient } from '@vercel/global-config'
import type { FlagsMiddlewareOptions } from 'burgee/vercel'
import { globalConfig } from 'burgee/vercel-config'

interface Env {
  readonly GLOBAL_CONFIG?: string
  readonly VERCEL_API_TOKEN?: string
  readonly VERCEL_TEAM_ID?: string
}

export const options: FlagsMiddlewareOptions = {
  store: (env: Env) =>
    globalConfig(createClient(env.GLOBAL_CONFIG), {
      token: env.VERCEL_API_TOKEN,
      teamId: env.VERCEL_TEAM_ID,
    }),
}
