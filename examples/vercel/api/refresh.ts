/** The cron in vercel.json calls it. It fetches the flags from Harness, and publishes them if they changed. */
import { cronRefresh } from 'burgee/vercel'
import { options } from '../flags.js'

export const GET = cronRefresh(options)
