import type { Issue } from '../compile/issue.js'
import * as codes from '../events/codes.js'
import { type Log, messageOf } from '../events/log.js'
import { isSourceError } from '../providers/contract.js'
import { StoreError } from '../stores/contract.js'
import type { Failed, Refused } from './result.js'

/** Logs what ended a refresh, and turns it into a result. */
export const failed = (error: unknown, log: Log): Failed | Refused => {
  const message = messageOf(error)
  if (error instanceof StoreError) {
    codes.storeWriteFailed(log, message)
    return { status: 'failed', reason: 'store', message }
  }
  const failure = isSourceError(error) ? error.failure : 'unexpected'
  if (failure === 'malformed') return refused('malformed', message, [], log)
  codes.refreshFailed(log, message)
  return { status: 'failed', reason: failure, message }
}

export const refused = (
  reason: Refused['reason'],
  message: string,
  issues: readonly Issue[],
  log: Log,
): Refused => {
  codes.refused(log, message)
  return { status: 'refused', reason, message, issues }
}
