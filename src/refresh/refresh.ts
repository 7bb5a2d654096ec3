import type { Dialect } from '../core/dialect.js'
import type { Log } from '../events/log.js'
import type { Source } from '../providers/contract.js'
import type { Store } from '../stores/contract.js'
import { startAttempt } from './attempt.js'
import { failed } from './failed.js'
import { fetchSnapshot } from './fetch-snapshot.js'
import type { RefreshLimits } from './options.js'
import { publish, storeInTime } from './publish.js'
import { type PublishedSnapshot, readPublished } from './published.js'
import type { RefreshResult } from './result.js'

/**
 * Fetches, compiles, compares and publishes. Never throws: the result says what happened, and so does the log.
 */
export const refreshOnce = async (
  source: Source,
  dialect: Dialect,
  store: Store,
  log: Log,
  limits: RefreshLimits,
): Promise<RefreshResult> => {
  const attempt = startAttempt(limits)
  let published: PublishedSnapshot | undefined
  try {
    const text = await storeInTime(store.read({ fresh: true }), attempt.signal, 'read')
    published = readPublished(text, dialect, log)
  } catch (error) {
    return failed(error, log)
  }
  const fetched = await fetchSnapshot(source, dialect, published, attempt, log)
  return fetched.status === 'fetched' ? publish(fetched, store, attempt.signal, log) : fetched
}
