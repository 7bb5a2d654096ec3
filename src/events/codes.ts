/**
 * The numbered log lines, one function each, so that a bundle holds only those that it can write.
 *
 * 1000 to 8012 are the numbers of the Harness server SDKs, with their meaning. Numbers from 9000 are Burgee's
 * own, for things that those SDKs do not have: snapshots, stores and request targets. Not in use: 5000 to 5005
 * (streams), which have no counterpart in a worker that a cron wakes.
 *
 * A line's last argument is what it is about, for those who listen: see events.ts.
 *
 * No line holds a key, a token or a whole target.
 *
 * @module
 */
import type { Decision } from '../core/decision.js'
import type { Snapshot } from '../core/snapshot.js'
import type { Target } from '../core/target.js'
import { type Log, messageOf } from './log.js'

// 1xxx: initialisation

export const ready = (log: Log, revision: string): void =>
  log.write('info', 1000, `Ready: revision ${revision} is loaded`, { revision })

export const notAuthenticated = (log: Log, what: string): void =>
  log.once('error', 1001, `${what} because authentication failed; the last published snapshot stays`)

export const missingKey = (log: Log, binding: string): void =>
  log.once('warn', 1002, `SDK key missing: set ${binding}`)

export const waiting = (log: Log): void => log.write('info', 1003, 'Waiting for the first snapshot')

// 2xxx: authentication

export const authenticated = (log: Log): void => log.write('info', 2000, 'Authentication was successful')

export const authRefused = (log: Log, reason: string): void =>
  log.once('error', 2001, `Authentication refused: ${reason}`)

export const authAttemptFailed = (log: Log, attempt: number, reason: string): void =>
  log.once('warn', 2002, `Authentication attempt ${attempt} failed: ${reason}`)

export const authRetriesExceeded = (log: Log, attempts: number, reason: string): void =>
  log.once('error', 2003, `Authentication failed, after ${attempts} attempts: ${reason}`)

// 3xxx: closing

export const closing = (log: Log): void => log.write('info', 3000, 'Closing')

export const closed = (log: Log): void => log.write('info', 3001, 'Closed')

// 4xxx: polling

export const pollingStarted = (log: Log, seconds: number): void =>
  log.write('info', 4000, `Polling started, every ${seconds} s`)

export const pollingStopped = (log: Log): void => log.write('info', 4001, 'Polling stopped')

// 6xxx: evaluation

export const evaluated = (log: Log, target: Target | undefined, { flag, detail }: Decision): void =>
  log.write('debug', 6000, `Evaluated ${flag}: ${detail.variation}, ${detail.reason}`, {
    flag,
    target,
    detail,
  })

/** An error where the flag itself is at fault, not the call. Source: Flagbase, events of a failed evaluation. */
export const fellBack = (log: Log, { flag, detail }: Decision): void =>
  log.once(
    detail.errorCode === 'GENERAL' || detail.errorCode === 'PARSE_ERROR' ? 'error' : 'warn',
    6001,
    `Fallback for ${flag}: ${detail.errorMessage}`,
  )

export const bucketByMissing = (log: Log, attribute: string): void =>
  log.once('warn', 6002, `BucketBy attribute not found: ${attribute}`)

// 7xxx: metrics

export const metricsStarted = (log: Log, seconds: number): void =>
  log.once('info', 7000, `Metrics started, every ${seconds} s`)

export const metricsStopped = (log: Log): void => log.write('info', 7001, 'Metrics stopped')

export const metricsFailed = (log: Log, reason: string): void =>
  log.write('warn', 7002, `Posting metrics failed: ${reason}`)

export const metricsPosted = (log: Log, counts: number, targets: number): void =>
  log.write('info', 7003, `Metrics posted: ${counts} counts, ${targets} targets`)

export const targetsExceeded = (log: Log): void =>
  log.write('warn', 7004, 'Too many targets: the rest is not sent')

export const targetBatchesPosted = (log: Log, batches: number): void =>
  log.write('info', 7005, `Target batches posted: ${batches}`)

export const targetBatchesFailed = (log: Log, targets: number): void =>
  log.write('warn', 7006, `Target batches failed: ${targets} targets`)

export const evaluationsExceeded = (log: Log): void =>
  log.write('warn', 7007, 'Too many evaluations: the rest is not sent')

// 8xxx: fetching

export const flagsAttemptFailed = (log: Log, attempt: number, reason: string): void =>
  log.write('warn', 8007, `Fetching all features: attempt ${attempt} failed: ${reason}`)

export const segmentsAttemptFailed = (log: Log, attempt: number, reason: string): void =>
  log.write('warn', 8008, `Fetching all segments: attempt ${attempt} failed: ${reason}`)

export const flagsFailed = (log: Log, reason: string): void =>
  log.write('error', 8011, `Fetching all features failed, reason: ${reason}`)

export const segmentsFailed = (log: Log, reason: string): void =>
  log.write('error', 8012, `Fetching all segments failed, reason: ${reason}`)

// 9xxx: Burgee's own

export const published = (log: Log, revision: string, flags: number, segments: number): void =>
  log.write('info', 9000, `Published revision ${revision}: ${flags} flags, ${segments} segments`)

export const unchanged = (log: Log, revision: string): void =>
  log.write('debug', 9001, `Nothing changed: revision ${revision} stays`)

export const refused = (log: Log, problem: string): void =>
  log.write('error', 9002, `Refused to publish, the last snapshot stays: ${problem}`)

export const issue = (log: Log, what: string, problem: string): void =>
  log.write('warn', 9003, `${what}: ${problem}`)

export const snapshotMissing = (log: Log): void => log.once('warn', 9004, 'No snapshot in the store yet')

export const snapshotUnreadable = (log: Log, problem: string): void =>
  log.write('error', 9005, `Snapshot not taken: ${problem}`)

export const storeReadFailed = (log: Log, problem: string): void =>
  log.write('warn', 9006, `Snapshot not read: ${problem}`)

export const storeWriteFailed = (log: Log, problem: string): void =>
  log.write('error', 9007, `The store failed, the last snapshot stays: ${problem}`)

/** A binding or an option that is missing or wrong: what needs it is left out. */
export const leftOut = (log: Log, problem: string): void => log.once('error', 9008, `Left out: ${problem}`)

export const identifierRefused = (log: Log, origin: string): void =>
  log.once('warn', 9009, `Identifier not valid in ${origin}`)

export const targetFailed = (log: Log, problem: string): void =>
  log.write('error', 9010, `No target: ${problem}`)

export const refreshFailed = (log: Log, problem: string): void =>
  log.write('error', 9011, `The refresh failed, the last snapshot stays: ${problem}`)

export const snapshotTaken = (log: Log, before: Snapshot, after: Snapshot): void =>
  log.write('debug', 9012, `Revision ${after.header.revision} is loaded`, { before, after })

export const fetching = (log: Log): void => log.write('debug', 9013, 'Asking the config API')

export const fetched = (log: Log): void => log.write('debug', 9014, 'The config API answered')

export const listenerFailed = (log: Log, type: string, error: unknown): void =>
  log.write('error', 9015, `A listener of "${type}" failed: ${messageOf(error)}`)

/** What an app's own function threw, or what nobody thought of: the request is answered with 500. */
export const ofrepFailed = (log: Log, problem: string): void =>
  log.write('error', 9019, `A request for flags failed: ${problem}`)
