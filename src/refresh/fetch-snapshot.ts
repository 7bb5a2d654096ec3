import type { Issue } from '../compile/issue.js'
import type { Dialect } from '../core/dialect.js'
import type { SnapshotHeader } from '../core/format.js'
import { expectDialect, readHeader } from '../core/snapshot.js'
import * as codes from '../events/codes.js'
import type { Log } from '../events/log.js'
import { type Answer, type Source, SourceError } from '../providers/contract.js'
import type { Attempt } from './attempt.js'
import { failed, refused } from './failed.js'
import { bodyOf, type PublishedSnapshot } from './published.js'
import type { Failed, Refused, Unchanged } from './result.js'

/** A new snapshot that may be published. */
export interface Fetched {
  readonly status: 'fetched'
  readonly text: string
  readonly header: SnapshotHeader
  /** What was left out, and why. */
  readonly issues: readonly Issue[]
}

/**
 * The first half of a refresh: fetches, compiles, and compares with what is published. Never throws: the result says
 * what happened, and so does the log.
 *
 * @param dialect the provider's: what it compiles must be readable in it
 * @param published undefined if nothing is, or it cannot be read: then every snapshot is new
 */
export const fetchSnapshot = async (
  source: Source,
  dialect: Dialect,
  published: PublishedSnapshot | undefined,
  attempt: Attempt,
  log: Log,
): Promise<Fetched | Unchanged | Refused | Failed> => {
  try {
    const { signal, deadline, maxAuthRetries } = attempt
    const known = String(published?.header.source ?? '') // the header may be damaged, and this no string
    codes.fetching(log)
    const fetching = source.fetch({ signal, deadline, maxAuthRetries, published: known })
    const answer = await inTime(fetching, signal)
    if (known !== '' && known === answer.fingerprint && published !== undefined)
      return unchanged(published.header, log)

    const { snapshot: text, issues } = answer.compile()
    for (const { kind, key, problem } of issues) codes.issue(log, `${kind} ${key}`, problem)
    const { header } = readHeader(text)
    expectDialect(header, dialect)
    const refusal = attempt.acceptShrunken ? undefined : suspicion(header, published?.header)
    if (refusal !== undefined) return refused(refusal.reason, refusal.message, issues, log)
    if (published !== undefined && isSame(published, { text, header })) return unchanged(header, log)
    signal.throwIfAborted()
    codes.fetched(log)
    return { status: 'fetched', text, header, issues }
  } catch (error) {
    return failed(error, log)
  }
}

/** Milliseconds that a source has after its time is over, to say itself why it failed. */
const GRACE = 1_000

/** A source that ignores its signal does not hold a refresh for good. @throws SourceError */
const inTime = (fetching: Promise<Answer>, signal: AbortSignal): Promise<Answer> =>
  new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const giveUp = () => reject(new SourceError('timeout', 'the time for this refresh ran out'))
    const abort = () => {
      timer = setTimeout(giveUp, GRACE)
    }
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
    fetching.then(resolve, reject).finally(() => {
      if (timer !== undefined) clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    })
  })

const unchanged = ({ revision }: SnapshotHeader, log: Log): Unchanged => {
  codes.unchanged(log, revision)
  return { status: 'unchanged', revision }
}

/** No flags at all, or fewer than half of those that are published: more often a mistake than meant. */
const suspicion = (
  { flags }: SnapshotHeader,
  published: SnapshotHeader | undefined,
): Pick<Refused, 'reason' | 'message'> | undefined => {
  const before = published?.flags ?? 0
  const remedy = 'set refresh.acceptShrunken to publish it'
  if (flags === 0) {
    return { reason: 'empty', message: `the config API answered with no flag that can be used; ${remedy}` }
  }
  if (flags * 2 >= before) return undefined
  return {
    reason: 'shrunken',
    message: `the config API answered with ${flags} usable flags, and ${before} are published; ${remedy}`,
  }
}

/** The revision names the content. The texts are compared as well, because a name is no proof. */
const isSame = (a: PublishedSnapshot, b: PublishedSnapshot): boolean =>
  a.header.revision === b.header.revision && bodyOf(a.text) === bodyOf(b.text)
