import { scheduledRefresh } from 'burgee/refresh'
import { createApp } from './app.js'
import { options } from './flags.js'

export default { fetch: createApp(options).fetch, scheduled: scheduledRefresh(options) }
