/** What the parts of the bench hand to the report. Times of evaluations are nanoseconds. */

export type EvaluationTable = readonly EvaluationRow[]

export interface EvaluationRow {
  readonly name: string
  readonly kind: 'floor' | 'burgee' | 'peer'
  /** For each column. */
  readonly medians: readonly number[]
  readonly quartiles: readonly (readonly number[])[]
}

export interface EvaluationResult {
  readonly columns: readonly string[]
  readonly sameTarget: EvaluationTable
  readonly newTarget: EvaluationTable
}

/** One SDK's first evaluations in new processes; medians. */
export interface ColdRow {
  readonly name: string
  /** What it starts from, in bytes. */
  readonly bytes: number
  /** Milliseconds from the text to the first answer, and to the fifth; undefined where there are none. */
  readonly first: number | undefined
  readonly five: number
  /** Megabytes more on the heap after the fifth answer, as it is then and once garbage has been collected. */
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
  /** How far the process grew, at most, above what it was before. */
  readonly peak: number
  /** Requests to the config API. */
  readonly requests: number
}

export interface RefreshResult {
  readonly flags: number
  readonly segments: number
  readonly members: number
  /** Of the config API's answers, and of the snapshot, in bytes. */
  readonly answer: number
  readonly snapshot: number
  readonly rows: readonly RefreshRow[]
}

/** How one figure grows with another, for each SDK. */
export interface GrowthSeries {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface GrowthPlot {
  readonly id: string
  readonly title: string
  readonly x: string
  readonly y: string
  readonly series: readonly GrowthSeries[]
}

export interface GrowthResult {
  readonly plots: readonly GrowthPlot[]
  /** KV reads for ten evaluations, counted. */
  readonly kvReads: readonly { readonly name: string; readonly reads: number }[]
}

export interface Parts {
  readonly evaluation: EvaluationResult
  readonly cold: ColdResult
  readonly refresh: RefreshResult
  readonly growth: GrowthResult
}

export type PartName = keyof Parts

/** Where and when a part was measured. */
export interface Run {
  readonly date: string
  readonly machine: string
  readonly node: string
  readonly quick: boolean
  /** Of every package that it was compared with. */
  readonly versions: Readonly<Record<string, string>>
}

export type Results = { readonly [Part in PartName]?: { readonly run: Run; readonly result: Parts[Part] } }
