import * as codes from '../events/codes.js'
import { type Log, messageOf } from '../events/log.js'
import { type Store, StoreError } from '../stores/contract.js'
import { unlessAborted } from '../time/wait.js'
import { failed } from './failed.js'
import type { Fetched } from './fetch-snapshot.js'
import type { Failed, Published, Refused } from './result.js'

/** The second half of a refresh: writes a new snapshot to the store. Never throws: the result says what happened. */
export const publish = async (
  { text, header, issues }: Fetched,
  store: Store,
  signal: AbortSignal,
  log: Log,
): Promise<Published | Failed | Refused> => {
  try {
    await storeInTime(store.write(text), signal, 'written')
    const { revision, flags, segments } = header
    codes.published(log, revision, flags, segments)
    return { status: 'published', revision, flags, segments, issues }
  } catch (error) {
    return failed(error, log)
  }
}

/** Waits for the store within the time of the refresh. @throws StoreError */
export const storeInTime = async <T>(
  work: Promise<T>,
  signal: AbortSignal,
  action: 'read' | 'written',
): Promise<T> => {
  try {
    return await unlessAborted(work, signal, 'the time for this refresh ran out')
  } catch (error) {
    throw new StoreError(`the store could not be ${action}: ${messageOf(error)}`, { cause: error })
  }
}
