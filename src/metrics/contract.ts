import type { Decision } from '../core/decision.js'
import type { Target } from '../core/target.js'

/** What was counted since the last flush. */
export interface MetricsBatch {
  readonly evaluations: readonly EvaluationCount[]
  /** Targets that this isolate saw for the first time. Anonymous ones are left out. */
  readonly targets: readonly Target[]
}

/** How often one variation of one flag was served. */
export interface EvaluationCount {
  readonly flag: string
  /** The variation's identifier. */
  readonly variation: string
  /** The variation's value, as the config API sent it. */
  readonly value: string
  readonly count: number
}

/** An evaluation that is counted. All requests of an isolate share it, so do not change it. */
export type CountedDecision = Readonly<Pick<Decision, 'flag' | 'value' | 'text' | 'detail'>>

/** Sends metrics. */
export interface MetricsSink {
  /**
   * Sends a batch.
   *
   * @param batch of at most 1,000 targets
   * @param signal aborts when the time for this flush is over
   * @returns resolves when the batch has arrived. `false` means that it was given up, after a log line: then nothing
   *   else is sent in this flush. Any other value is ignored
   * @throws any error, if the batch is to be sent again
   */
  send(batch: MetricsBatch, signal: AbortSignal): Promise<unknown>
  /**
   * Called synchronously with each evaluation that is counted, so it must be quick. If it throws or rejects, the
   * evaluation goes on, and code 9017 is logged once. Default: none.
   *
   * @param target that the flag was evaluated for; undefined without one
   */
  observe?(decision: CountedDecision, target: Target | undefined): unknown
}
