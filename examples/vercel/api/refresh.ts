/** Called by the cron of vercel.json: asks Harness for the flags, and publishes them if they have changed. */
import { cronRefresh } from 'burgee/vercel'
import { options } from '../flags.js'

export const GET = cronRefresh(options)
