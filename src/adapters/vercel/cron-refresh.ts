import * as codes from '../../events/codes.js'
import { createLog } from '../../events/log.js'
import type { RefreshOptions } from '../../refresh/options.js'
import type { RefreshResult } from '../../refresh/result.js'
import { scheduledRefresh } from '../../refresh/scheduled.js'
import { environment } from './environment.js'
import { withStore } from './options.js'
import { isSameText } from './same-text.js'

/**
 * The scheduled side as a route that a Vercel cron calls: refreshes the snapshot, as `scheduledRefresh` does, for
 * whoever sends `Authorization: Bearer $CRON_SECRET`, as Vercel's crons do. The body is the result as JSON,
 * `{ status, … }`, with the number of issues; the log has what they are.
 *
 * | status | |
 * | --- | --- |
 * | 200 | `published`, or `unchanged` |
 * | 401 | `unauthorized`: the header is missing or wrong |
 * | 500 | `failed` because of this deployment: no CRON_SECRET (nobody is let in then), no SDK key, no store |
 * | 502 | `failed` or `refused` because of the config API or the store |
 *
 * @throws TypeError at once, where an option is out of range
 *
 * @example
 * // app/api/refresh/route.ts, and in vercel.json: { "crons": [{ "path": "/api/refresh", "schedule": "* * * * *" }] }
 * export const GET = cronRefresh(options)
 */
export const cronRefresh = (options: RefreshOptions = {}): ((request: Request) => Promise<Response>) => {
  const refresh = scheduledRefresh(withStore(options))
  const log = createLog(options.logger, options.logLevel, options.events)

  return async function GET(request) {
    // Before anything else: it is what tells Next.js, as it builds, that this answer cannot be made in advance.
    const authorization = request.headers.get('authorization') ?? ''
    const env = environment()
    const secret = env['CRON_SECRET']?.trim()
    if (!secret) {
      codes.refreshFailed(log, 'CRON_SECRET is not set: until it is, nobody is let in')
      return answer(500, { status: 'failed', reason: 'misconfigured' })
    }
    if (!(await isSameText(authorization, `Bearer ${secret}`))) return answer(401, { status: 'unauthorized' })
    const result = await refresh(env)
    return answer(statusOf(result), 'issues' in result ? { ...result, issues: result.issues.length } : result)
  }
}

const answer = (status: number, body: object): Response =>
  Response.json(body, { status, headers: { 'Cache-Control': 'no-store' } })

/** Reasons that lie with this deployment, not with what it asks. */
const OURS: ReadonlySet<string> = new Set(['misconfigured', 'missing_key', 'unexpected'])

const statusOf = (result: RefreshResult): number => {
  if (!('reason' in result)) return 200
  return OURS.has(result.reason) ? 500 : 502
}
