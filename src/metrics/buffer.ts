import type { Decision, Tally } from '../core/decision.js'
import type { Target } from '../core/target.js'
import * as codes from '../events/codes.js'
import { type Log, messageOf } from '../events/log.js'
import { sleep } from '../time/wait.js'
import type { EvaluationCount, MetricsSink } from './contract.js'
import type { WaitUntil } from './wait-until.js'

export interface MetricsOptions {
  /**
   * Seconds for which evaluations are gathered before they are sent. Default: 60. At most 20 if the `waitUntil` of a
   * request does the waiting, because that ends 30 s after the response.
   */
  readonly flushInterval?: number | undefined
  /** The most pairs of flag and variation per interval. Others are not counted (code 7007). Default: 10,000. */
  readonly maxEvaluations?: number | undefined
  /** The most targets per interval. Others are not sent (code 7004). Default: 100,000. */
  readonly maxTargets?: number | undefined
}

/**
 * Counts evaluations in this isolate and sends them. Counting increments a field. The rest happens in the `waitUntil`
 * of one request, which owns the counts from the first one until they are sent.
 */
export interface MetricsBuffer {
  /** Hands one evaluation to the sink, if the sink observes them. Never throws. */
  readonly observe: ((decision: Decision, target: Target | undefined) => void) | undefined
  /** Counts one evaluation. The hot path: one comparison and one increment. */
  count(decision: Decision, waitUntil: WaitUntil | undefined): void
  /**
   * Remembers a target, once in the isolate's life. Source: the Harness SDKs.
   *
   * @param whole makes the target with all of its attributes. Called the first time only. Default: the target
   */
  see(target: Target, waitUntil: WaitUntil | undefined, whole?: () => Target | undefined): void
  /** Makes this request the owner of what is pending, if the owner is gone. Called when a request begins. */
  adopt(waitUntil: WaitUntil): void
  /** Sends what has been counted. Never throws: what could not be sent is kept for the next flush. */
  flush(): Promise<void>
}

/** A full batch is sent without waiting for the interval. Source: the Harness SDKs. */
const TARGETS_PER_BATCH = 1_000

/** Seconds. `waitUntil` has 30: up to 20 to gather, 8 to send, and a pause that has begun may take 1.5 more. */
const LONGEST_WAIT = 20
const SEND_TIME = 8

const ATTEMPTS = 3

interface Entry extends Tally {
  readonly flag: string
  readonly variation: string
  readonly value: string
}

export const createMetricsBuffer = (sink: MetricsSink, log: Log, options: MetricsOptions): MetricsBuffer => {
  const { flushInterval = 60, maxEvaluations = 10_000, maxTargets = 100_000 } = options
  const wait = Math.min(flushInterval, LONGEST_WAIT)
  /** The counts since the last flush. A tally belongs to one batch, and is not used after it. */
  let batch = new Map<string, Entry>()
  let targets: Target[] = []
  let seen = new Set<string>()
  /** Until this time the `waitUntil` of a request is going to flush. A time, not a promise: see rule 1. */
  let ownedUntil = 0
  /** After a flush that failed, a full batch causes no other flush before this time. */
  let quietUntil = 0
  let complained = false

  /** Logs once per interval, because every later evaluation reaches the limit again. */
  const complain = (say: (log: Log) => void) => {
    if (!complained) say(log)
    complained = true
  }

  const add = (flag: string, variation: string, value: string, times: number): Entry | undefined => {
    const key = JSON.stringify([flag, variation, value])
    let entry = batch.get(key)
    if (entry === undefined) {
      if (batch.size >= maxEvaluations) {
        complain(codes.evaluationsExceeded)
        return undefined
      }
      entry = { batch, flag, variation, value, count: 0 }
      batch.set(key, entry)
    }
    entry.count += times
    return entry
  }

  const addTarget = (target: Target): boolean => {
    const hasRoom = targets.length < maxTargets
    if (hasRoom) targets.push(target)
    else complain(codes.targetsExceeded)
    return hasRoom
  }

  const own = (waitUntil: WaitUntil | undefined) => {
    if (waitUntil === undefined) return // the handle or the app calls flush()
    const now = Date.now()
    if (Math.max(batch.size, targets.length) >= TARGETS_PER_BATCH && now >= quietUntil) {
      waitUntil(flush())
    } else if (now >= ownedUntil) {
      codes.metricsStarted(log, wait)
      ownedUntil = now + (wait + SEND_TIME) * 1000
      waitUntil(sleep(wait * 1000).then(flush))
    }
  }

  const flush = async (): Promise<void> => {
    if (batch.size + targets.length === 0) return
    const signal = AbortSignal.timeout(SEND_TIME * 1000)
    const deadline = Date.now() + SEND_TIME * 1000
    let evaluations: readonly EvaluationCount[] = [...batch.values()].map(({ batch: _, ...count }) => count)
    let rest = targets
    batch = new Map()
    targets = []
    ownedUntil = 0
    complained = false
    let sent = 0
    for (let attempt = 0; evaluations.length + rest.length > 0 && Date.now() < deadline; ) {
      try {
        const taken = await sink.send({ evaluations, targets: rest.slice(0, TARGETS_PER_BATCH) }, signal)
        if (taken === false) return
        sent++
        evaluations = [] // the counts go with the first batch
        rest = rest.slice(TARGETS_PER_BATCH)
      } catch (error) {
        codes.metricsFailed(log, messageOf(error))
        if (++attempt === ATTEMPTS) break
        await sleep(attempt * (250 + Math.random() * 500)) // around half a second, and one: see SEND_TIME
      }
    }
    if (sent > 1) codes.targetBatchesPosted(log, sent)
    if (evaluations.length + rest.length === 0) return
    if (rest.length > 0) codes.targetBatchesFailed(log, rest.length)
    quietUntil = Date.now() + wait * 1000
    for (const { flag, variation, value, count } of evaluations) add(flag, variation, value, count)
    rest.every(addTarget) // as far as there is room
  }

  return {
    observe:
      sink.observe &&
      ((decision, target) =>
        void (async () => sink.observe?.(decision, target))().catch((error) =>
          codes.observeFailed(log, messageOf(error)),
        )),
    count(decision, waitUntil) {
      const { tally } = decision
      if (tally !== undefined && tally.batch === batch) {
        tally.count++
        return
      }
      const { flag, detail, text } = decision
      decision.tally = add(flag, detail.variation ?? '', text, 1)
      own(waitUntil)
    },
    see(target, waitUntil, whole) {
      const { identifier, anonymous } = target
      if (anonymous || !identifier || seen.has(identifier)) return
      // Forgetting them means that some are sent again, and keeps memory bounded.
      if (seen.size >= maxTargets) seen = new Set()
      if (addTarget(whole?.() ?? target)) seen.add(identifier)
      own(waitUntil)
    },
    adopt(waitUntil) {
      if (batch.size + targets.length > 0) own(waitUntil)
    },
    flush,
  }
}
