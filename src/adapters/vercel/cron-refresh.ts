import * as codes from '../../events/codes.js'
import { createLog } from '../../events/log.js'
import type { WithProvider } from '../../providers/default-provider.js'
import type { RefreshOptions } from '../../refresh/options.js'
import type { RefreshResult } from '../../refresh/result.js'
import { createRefresh } from '../../refresh/scheduled.js'
import { environment } from './environment.js'
import { withStore } from './options.js'
import { isSameText } from './same-text.js'

/** What `cronRefresh` does, with a provider. */
export const createCronRoute = (
  options: WithProvider<RefreshOptions>,
): ((request: Request) => Promise<Response>) => {
  const refresh = createRefresh(withStore(options))
  const log = createLog(options.logger, options.logLevel, options.events)

  return async function GET(request) {
    // First: reading a header tells Next.js, when it builds, that it cannot make this response in advance.
    const authorization = request.headers.get('authorization') ?? ''
    const env = environment()
    const secret = env['CRON_SECRET']?.trim()
    if (!secret) {
      codes.refreshFailed(log, 'CRON_SECRET is not set: until it is, every request is refused')
      return respond(500, { status: 'failed', reason: 'misconfigured' })
    }
    if (!(await isSameText(authorization, `Bearer ${secret}`)))
      return respond(401, { status: 'unauthorized' })
    const result = await refresh(env)
    return respond(
      statusOf(result),
      'issues' in result ? { ...result, issues: result.issues.length } : result,
    )
  }
}

const respond = (status: number, body: object): Response =>
  Response.json(body, { status, headers: { 'Cache-Control': 'no-store' } })

/** Reasons that lie with this deployment, not with the config API or the store. */
const OURS: ReadonlySet<string> = new Set(['misconfigured', 'missing_key', 'unexpected'])

const statusOf = (result: RefreshResult): number => {
  if (!('reason' in result)) return 200
  return OURS.has(result.reason) ? 500 : 502
}
