import type { Issue } from '../compile/issue.js'
import type { SnapshotHeader } from '../core/format.js'
import { readHeader } from '../core/snapshot.js'
import * as codes from '../events/codes.js'
import { type Log, messageOf } from '../events/log.js'
import { type Source, SourceError } from '../providers/contract.js'
import { type Store, StoreError } from '../stores/contract.js'
import type { RefreshLimits } from './options.js'
import type { Failed, RefreshResult, Refused } from './result.js'

/** Fetches, compiles, compares, publishes. Never throws: the result says what happened, and so does the log. */
export const refreshOnce = async (
  source: Source,
  store: Store,
  log: Log,
  limits: RefreshLimits,
): Promise<RefreshResult> => {
  const { timeout = 45, maxAuthRetries = 10, acceptShrunken = false } = limits
  const context = {
    signal: AbortSignal.timeout(timeout * 1000),
    deadline: Date.now() + timeout * 1000,
    maxAuthRetries,
  }
  try {
    const answer = await source.fetch(context)
    const published = await readPublished(store, log)
    if (published?.header.source === answer.fingerprint) return unchanged(published.header, log)

    const { snapshot, issues } = answer.compile()
    for (const { kind, key, problem } of issues) codes.issue(log, `${kind} ${key}`, problem)
    const [header] = readHeader(snapshot)
    const refusal = acceptShrunken ? undefined : suspicion(header, published?.header)
    if (refusal !== undefined) return refuse(refusal.reason, refusal.message, issues, log)
    if (published !== undefined && bodyOf(published.text) === bodyOf(snapshot)) return unchanged(header, log)
    await write(store, snapshot)

    const { revision } = header
    const flags = count(header.flags)
    const segments = count(header.segments)
    codes.published(log, revision, flags, segments)
    return { status: 'published', revision, flags, segments, issues }
  } catch (error) {
    return explain(error, log)
  }
}

interface PublishedSnapshot {
  readonly text: string
  readonly header: SnapshotHeader
}

/** Undefined where there is none, or none that can be read: then the next one to be published replaces it. */
const readPublished = async (store: Store, log: Log): Promise<PublishedSnapshot | undefined> => {
  const text = await store.read().catch((error: unknown) => {
    throw new StoreError(`the store could not be read: ${messageOf(error)}`, { cause: error })
  })
  if (text === null) return undefined
  try {
    return { text, header: readHeader(text)[0] }
  } catch (error) {
    codes.snapshotUnreadable(log, messageOf(error))
    return undefined
  }
}

const write = (store: Store, snapshot: string): Promise<void> =>
  store.write(snapshot).catch((error: unknown) => {
    throw new StoreError(`the store could not be written: ${messageOf(error)}`, { cause: error })
  })

/** What makes an answer look like a mistake: no flags at all, or less than half of those that are published. */
const suspicion = (
  header: SnapshotHeader,
  published: SnapshotHeader | undefined,
): Pick<Refused, 'reason' | 'message'> | undefined => {
  const flags = count(header.flags)
  const before = published === undefined ? 0 : count(published.flags)
  const remedy = 'set refresh.acceptShrunken if that is meant'
  if (flags === 0) {
    return { reason: 'empty', message: `the config API answered with no flag that can be used; ${remedy}` }
  }
  if (flags * 2 >= before) return undefined
  return {
    reason: 'shrunken',
    message: `the config API answered with ${flags} usable flags, and ${before} are published; ${remedy}`,
  }
}

const unchanged = ({ revision }: SnapshotHeader, log: Log): RefreshResult => {
  codes.unchanged(log, revision)
  return { status: 'unchanged', revision }
}

const refuse = (
  reason: Refused['reason'],
  message: string,
  issues: readonly Issue[],
  log: Log,
): RefreshResult => {
  codes.refused(log, message)
  return { status: 'refused', reason, message, issues }
}

const explain = (error: unknown, log: Log): RefreshResult => {
  const message = messageOf(error)
  if (error instanceof SourceError && error.failure === 'malformed')
    return refuse('malformed', message, [], log)
  if (error instanceof StoreError) codes.storeWriteFailed(log, message)
  else codes.refreshFailed(log, message)
  return { status: 'failed', reason: failureOf(error), message }
}

const failureOf = (error: unknown): Failed['reason'] => {
  if (error instanceof StoreError) return 'store'
  return error instanceof SourceError && error.failure !== 'malformed' ? error.failure : 'unexpected'
}

const count = (index: object): number => Object.keys(index).length

const bodyOf = (text: string): string => text.slice(text.indexOf('\n') + 1)
