import type { Target } from '../core/target.js'

/** What was counted since the last flush. */
export interface MetricsBatch {
  readonly evaluations: readonly EvaluationCount[]
  /** Targets seen for the first time in this isolate; never anonymous ones. */
  readonly targets: readonly Target[]
}

/** How often one variation of one flag was served. */
export interface EvaluationCount {
  readonly flag: string
  /** The variation's identifier. */
  readonly variation: string
  /** The variation's value, as the config API wrote it. */
  readonly value: string
  readonly count: number
}

/** Sends metrics somewhere. */
export interface MetricsSink {
  /**
   * Sends a batch. Resolves when it has arrived; with `false` where it was given up, with a log line, and what
   * follows in the same flush need not be tried. Anything else that it resolves with does not matter.
   *
   * @param batch of at most 1,000 targets
   * @param signal aborts when the time for this flush is over
   * @throws anything, where the batch is worth sending again
   */
  send(batch: MetricsBatch, signal: AbortSignal): Promise<unknown>
}
