import type { Issue } from '../compile/issue.js'
import type { SnapshotHeader } from '../core/format.js'
import { readHeader } from '../core/snapshot.js'
import * as codes from '../events/codes.js'
import { type Log, messageOf } from '../events/log.js'
import { type Source, SourceError } from '../providers/contract.js'
import { type Store, StoreError } from '../stores/contract.js'
import { unlessAborted } from '../time/wait.js'
import type { RefreshLimits } from './options.js'
import type { Failed, RefreshResult, Refused } from './result.js'

/**
 * Fetches, compiles, compares, publishes. Never throws: the result says what happened, and so does the log.
 *
 * @param closing aborts when nobody waits for the result any more
 */
export const refreshOnce = async (
  source: Source,
  store: Store,
  log: Log,
  limits: RefreshLimits,
  closing?: AbortSignal,
): Promise<RefreshResult> => {
  const { timeout = 45, maxAuthRetries = 10, acceptShrunken = false } = limits
  try {
    const timedOut = AbortSignal.timeout(timeout * 1000)
    const signal = closing ? AbortSignal.any([timedOut, closing]) : timedOut
    const deadline = Date.now() + timeout * 1000
    const published = await readPublished(store, signal, log)
    const known = String(published?.header.source ?? '') // whatever it is: it may be garbage
    codes.fetching(log)
    const answer = await source.fetch({ signal, deadline, maxAuthRetries, published: known })
    if (published?.header.source === answer.fingerprint) return unchanged(published.header, log)

    const { snapshot, issues } = answer.compile()
    for (const { kind, key, problem } of issues) codes.issue(log, `${kind} ${key}`, problem)
    const { header } = readHeader(snapshot)
    const refusal = acceptShrunken ? undefined : suspicion(header, published?.header)
    if (refusal !== undefined) return refuse(refusal.reason, refusal.message, issues, log)
    if (published !== undefined && isSame(published, { text: snapshot, header }))
      return unchanged(header, log)
    signal.throwIfAborted()
    codes.fetched(log)
    await inTime(store.write(snapshot), signal, 'written')

    const { revision } = header
    const flags = header.flags
    const segments = header.segments
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

/**
 * Undefined where there is none, or none that can be read: then the next one to be published replaces it. So does
 * it replace one of a newer format, or a deployment that is rolled back could never publish again.
 */
const readPublished = async (
  store: Store,
  signal: AbortSignal,
  log: Log,
): Promise<PublishedSnapshot | undefined> => {
  const text = await inTime(store.read({ fresh: true }), signal, 'read')
  if (text === null) return undefined
  try {
    return { text, header: readHeader(text).header }
  } catch (error) {
    codes.snapshotUnreadable(log, messageOf(error))
    return undefined
  }
}

/** Waits for the store within the time of the refresh. @throws StoreError */
const inTime = async <T>(work: Promise<T>, signal: AbortSignal, what: string): Promise<T> => {
  try {
    return await unlessAborted(work, signal, 'the time for this refresh ran out')
  } catch (error) {
    throw new StoreError(`the store could not be ${what}: ${messageOf(error)}`, { cause: error })
  }
}

/** What makes an answer look like a mistake: no flags at all, or less than half of those that are published. */
const suspicion = (
  header: SnapshotHeader,
  published: SnapshotHeader | undefined,
): Pick<Refused, 'reason' | 'message'> | undefined => {
  const flags = header.flags
  const before = published?.flags ?? 0
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

/** The revision names the content; the texts are compared because a name is not a proof. */
const isSame = (a: PublishedSnapshot, b: PublishedSnapshot): boolean =>
  a.header.revision === b.header.revision && bodyOf(a.text) === bodyOf(b.text)

const bodyOf = (text: string): string => text.slice(text.indexOf('\n') + 1)
