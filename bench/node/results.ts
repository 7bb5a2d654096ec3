/** The results of the parts that run in Node. Times of evaluations are nanoseconds. */
import type { LinePlot } from '../plot.js'
import type { ResultsOf } from '../runtime.js'

export type EvaluationTable = readonly EvaluationRow[]

export interface EvaluationRow {
  readonly name: string
  readonly kind: 'floor' | 'burgee' | 'peer'
  /** By column. */
  readonly medians: readonly number[]
  readonly quartiles: readonly (readonly number[])[]
}

export interface EvaluationResult {
  readonly columns: readonly string[]
  readonly sameTarget: EvaluationTable
  readonly newTarget: EvaluationTable
}

/** An SDK's first evaluations in new processes. Medians. */
export interface ColdRow {
  readonly name: string
  /** The length of its document. */
  readonly bytes: number
  /** Milliseconds from the text to the first value and to the fifth. `first` is undefined if nothing is evaluated. */
  readonly first: number | undefined
  readonly five: number
  /** Megabytes by which the heap grew up to the fifth value: before and after a garbage collection. */
  readonly heap: number
  readonly kept: number
}

export interface ColdResult {
  readonly sizes: readonly { readonly flags: number; readonly rows: readonly ColdRow[] }[]
}

/** Medians of runs in new processes. CPU in milliseconds, memory in megabytes. */
export interface RefreshRow {
  readonly name: string
  readonly cpu: number
  /** The most memory that the process took above what it had at the start. */
  readonly peak: number
  /** Requests to the config API. */
  readonly requests: number
}

export interface RefreshResult {
  readonly flags: number
  readonly segments: number
  readonly members: number
  /** Bytes of the config API's responses, and of the snapshot. */
  readonly answer: number
  readonly snapshot: number
  readonly rows: readonly RefreshRow[]
}

export interface GrowthResult {
  readonly plots: readonly LinePlot[]
  /** KV reads of ten evaluations. */
  readonly kvReads: readonly { readonly name: string; readonly reads: number }[]
}

interface Parts {
  readonly evaluation: EvaluationResult
  readonly cold: ColdResult
  readonly refresh: RefreshResult
  readonly growth: GrowthResult
}

export type NodeResults = ResultsOf<Parts>
