/**
 * The numbered log lines, one function each, so that a bundle has only those that it can write.
 *
 * 1000 to 8012 are the numbers of the Harness server SDKs, with their meaning. Numbers from 9000 are Burgee's own, for
 * what those SDKs do not have: snapshots, stores and targets of requests. 5000 to 5005 (streams) are not in use.
 *
 * The last argument of a line is what it is about. Listeners get it: see events.ts. No line holds a key, a token or a
 * whole target.
 *
 * `npm run docs:codes` makes docs/log-codes.md from this file. A docstring says there what happened and what to do.
 *
 * @module
 */
import type { Decision } from '../core/decision.js'
import type { Snapshot } from '../core/snapshot.js'
import type { Target } from '../core/target.js'
import { type Log, messageOf } from './log.js'

// 1xxx: initialization

/** The first snapshot is loaded. From now on flags are evaluated from it. */
export const ready = (log: Log, revision: string): void =>
  log.write('info', 1000, `Ready: revision ${revision} is loaded`, { revision })

/** The key was refused, so nothing could be fetched. Line 2001 says why. */
export const notAuthenticated = (log: Log, what: string): void =>
  log.once('error', 1001, `${what} because authentication failed; the last published snapshot stays`)

/** There is no key. Set the binding or environment variable that the line names. */
export const missingKey = (log: Log, binding: string): void =>
  log.once('warn', 1002, `SDK key missing: set ${binding}`)

/** `ready()` of a handle waits until the store or the config API has a snapshot. */
export const waiting = (log: Log): void => log.write('info', 1003, 'Waiting for the first snapshot')

// 2xxx: authentication

/** The config API accepted the key. */
export const authenticated = (log: Log): void => log.write('info', 2000, 'Authentication was successful')

/** The config API refused the key or the address. Check that it is a server key of this environment, and the URL. */
export const authRefused = (log: Log, reason: string): void =>
  log.once('error', 2001, `Authentication refused: ${reason}`)

/** The config API could not be reached or failed. It is tried again, up to `refresh.maxAuthRetries` times. */
export const authAttemptFailed = (log: Log, attempt: number, reason: string): void =>
  log.once('warn', 2002, `Authentication attempt ${attempt} failed: ${reason}`)

/** Every attempt to authenticate failed. The next refresh tries again. */
export const authRetriesExceeded = (log: Log, attempts: number, reason: string): void =>
  log.once('error', 2003, `Authentication failed, after ${attempts} attempts: ${reason}`)

// 3xxx: closing

/** `close()` was called. The last metrics are sent now. */
export const closing = (log: Log): void => log.write('info', 3000, 'Closing')

/** The handle is closed. Flags are still evaluated, from the last snapshot. */
export const closed = (log: Log): void => log.write('info', 3001, 'Closed')

// 4xxx: polling

/** The handle refreshes now, and again after each interval. */
export const pollingStarted = (log: Log, seconds: number): void =>
  log.write('info', 4000, `Polling started, every ${seconds} s`)

/** The handle was closed, so it no longer refreshes. */
export const pollingStopped = (log: Log): void => log.write('info', 4001, 'Polling stopped')

// 6xxx: evaluation

/** A flag was evaluated. Written at level `debug` only, once per evaluation. */
export const evaluated = (log: Log, target: Target | undefined, { flag, detail }: Decision): void =>
  log.write('debug', 6000, `Evaluated ${flag}: ${detail.variation}, ${detail.reason}`, {
    flag,
    target,
    detail,
  })

/**
 * The caller got its fallback. Check the key and the type in the call. An error means that the flag itself is at
 * fault: correct it at the provider.
 */
// Source of the levels: Flagbase, events of a failed evaluation.
export const fellBack = (log: Log, { flag, detail }: Decision): void =>
  log.once(
    detail.errorCode === 'GENERAL' || detail.errorCode === 'PARSE_ERROR' ? 'error' : 'warn',
    6001,
    `Fallback for ${flag}: ${detail.errorMessage}`,
  )

/** A rollout goes by an attribute that the target does not have. It goes by the identifier instead. */
export const bucketByMissing = (log: Log, attribute: string): void =>
  log.once('warn', 6002, `BucketBy attribute not found: ${attribute}`)

// 7xxx: metrics

/** The first evaluation was counted. Counts are sent after each interval. */
export const metricsStarted = (log: Log, seconds: number): void =>
  log.once('info', 7000, `Metrics started, every ${seconds} s`)

/** The handle was closed, and its last metrics are sent. */
export const metricsStopped = (log: Log): void => log.write('info', 7001, 'Metrics stopped')

/** A batch of metrics could not be sent. It is tried three times, and then kept for the next flush. */
export const metricsFailed = (log: Log, reason: string): void =>
  log.write('warn', 7002, `Posting metrics failed: ${reason}`)

/** A batch of metrics was sent. */
export const metricsPosted = (log: Log, counts: number, targets: number): void =>
  log.write('info', 7003, `Metrics posted: ${counts} counts, ${targets} targets`)

/** More targets than `metrics.maxTargets` were seen before they could be sent. The others are left out. */
export const targetsExceeded = (log: Log): void =>
  log.write('warn', 7004, 'Too many targets: the rest is not sent')

/** One flush sent several batches of targets, of at most 1,000 each. */
export const targetBatchesPosted = (log: Log, batches: number): void =>
  log.write('info', 7005, `Target batches posted: ${batches}`)

/** So many targets could not be sent. They are kept for the next flush. */
export const targetBatchesFailed = (log: Log, targets: number): void =>
  log.write('warn', 7006, `Target batches failed: ${targets} targets`)

/** More pairs of flag and variation than `metrics.maxEvaluations` were served in one interval. New ones are not counted. */
export const evaluationsExceeded = (log: Log): void =>
  log.write('warn', 7007, 'Too many evaluations: the rest is not sent')

// 8xxx: fetching

/** Fetching the flags failed once. It is tried again. */
export const flagsAttemptFailed = (log: Log, attempt: number, reason: string): void =>
  log.write('warn', 8007, `Fetching all features: attempt ${attempt} failed: ${reason}`)

/** Fetching the segments failed once. It is tried again. */
export const segmentsAttemptFailed = (log: Log, attempt: number, reason: string): void =>
  log.write('warn', 8008, `Fetching all segments: attempt ${attempt} failed: ${reason}`)

/** Every attempt to fetch the flags failed. The next refresh tries again. */
export const flagsFailed = (log: Log, reason: string): void =>
  log.write('error', 8011, `Fetching all features failed, reason: ${reason}`)

/** Every attempt to fetch the segments failed. The next refresh tries again. */
export const segmentsFailed = (log: Log, reason: string): void =>
  log.write('error', 8012, `Fetching all segments failed, reason: ${reason}`)

// 9xxx: Burgee's own

/** A refresh wrote a new snapshot to the store. */
export const published = (log: Log, revision: string, flags: number, segments: number): void =>
  log.write('info', 9000, `Published revision ${revision}: ${flags} flags, ${segments} segments`, {
    revision,
  })

/** A refresh found nothing new, so it wrote nothing. */
export const unchanged = (log: Log, revision: string): void =>
  log.write('debug', 9001, `Nothing changed: revision ${revision} stays`)

/**
 * The config API answered with nonsense, no flags, or fewer than half of those published. Look at the config API, and
 * set `refresh.acceptShrunken` if it was meant.
 */
export const refused = (log: Log, problem: string): void =>
  log.write('error', 9002, `Refused to publish, the last snapshot stays: ${problem}`)

/** A flag, a segment or a part of one cannot be used as the provider sent it. Correct it there. */
export const issue = (log: Log, what: string, problem: string): void =>
  log.write('warn', 9003, `${what}: ${problem}`)

/** Nothing has been published, so everything falls back. Wait for the first refresh, or read its log. */
export const snapshotMissing = (log: Log): void => log.once('warn', 9004, 'No snapshot in the store yet')

/**
 * The store holds garbage, or a snapshot of another format or provider. The last good one stays, and the next refresh
 * replaces it. If it comes again, deploy one version of Burgee, with one provider, on both sides.
 */
export const snapshotUnreadable = (log: Log, problem: string): void =>
  log.write('error', 9005, `Snapshot not taken: ${problem}`)

/** The store failed, or took longer than `readTimeout`. It is read again with a later request. */
export const storeReadFailed = (log: Log, problem: string): void =>
  log.write('warn', 9006, `Snapshot not read: ${problem}`)

/** A refresh could not read or write the store. The next refresh tries again. */
export const storeWriteFailed = (log: Log, problem: string): void =>
  log.write('error', 9007, `The store failed, the last snapshot stays: ${problem}`)

/** A binding or an option is missing or wrong, so what needs it is left out. Correct what the line names. */
export const leftOut = (log: Log, problem: string): void => log.once('error', 9008, `Left out: ${problem}`)

/** A visitor sent an identifier that is not valid. The visitor is anonymous, and nothing needs to be done. */
export const identifierRefused = (log: Log, origin: string): void =>
  log.once('warn', 9009, `Identifier not valid in ${origin}`)

/** The app's `target` function failed, so the flags are evaluated without a target. Correct the function. */
export const targetFailed = (log: Log, problem: string): void =>
  log.write('error', 9010, `No target: ${problem}`)

/** A refresh failed, and the next one tries again. The lines before it say more. */
export const refreshFailed = (log: Log, problem: string): void =>
  log.write('error', 9011, `The refresh failed, the last snapshot stays: ${problem}`)

/** A newer snapshot is loaded. */
export const snapshotTaken = (log: Log, before: Snapshot, after: Snapshot): void =>
  log.write('debug', 9012, `Revision ${after.header.revision} is loaded`, { before, after })

/** A refresh has started. */
export const fetching = (log: Log): void => log.write('debug', 9013, 'Asking the config API')

/** A refresh has something new to publish. */
export const fetched = (log: Log): void => log.write('debug', 9014, 'The config API answered')

/** A listener of the app threw or rejected. The other listeners are still called. Correct the listener. */
export const listenerFailed = (log: Log, type: string, error: unknown): void =>
  log.write('error', 9015, `A listener of "${type}" failed: ${messageOf(error)}`)

/**
 * One line of the snapshot is damaged, so its flag or segment counts as missing. All others are served. The next
 * refresh that finds a change replaces the snapshot.
 */
export const lineUnreadable = (log: Log, what: string, problem: string): void =>
  log.write('error', 9016, `The ${what} in the snapshot cannot be read: ${problem}`)

/** `observe()` of the sink threw or rejected. The evaluation is counted all the same. Correct the sink. */
export const observeFailed = (log: Log, problem: string): void =>
  log.once('warn', 9017, `observe() of the sink failed: ${problem}`)

/** A handle read the store, and its snapshot is the one that is served, new or not. */
export const storeRead = (log: Log, revision: string): void =>
  log.write('debug', 9018, `The store has revision ${revision}, which is served`, { revision })

/** An unexpected error in `ofrep()`, for example of the app's own `authorize`. The request got status 500. */
export const ofrepFailed = (log: Log, problem: string): void =>
  log.write('error', 9019, `A request for flags failed: ${problem}`)
