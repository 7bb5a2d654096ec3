/** What the parts hand to the report. */
import type { GrowthPlot } from '../results.js'

/** Of requests with ten flags. CPU is microseconds over bare Hono, latencies are milliseconds. */
export interface RequestRow {
  readonly name: string
  /** The median of the rounds, and their mean: collections of garbage do not come in every round. */
  readonly cpu: number
  readonly mean: number
  /** The middle half of the rounds. */
  readonly quartiles: readonly [number, number]
  readonly p50: number
  readonly p99: number
  /** Requests that were timed. */
  readonly requests: number
}

export interface RequestsResult {
  /** Microseconds of CPU that a request to bare Hono takes. */
  readonly bare: number
  readonly rows: readonly RequestRow[]
  readonly processes: number
  readonly rounds: number
  readonly connections: number
}

export interface ReadsRow {
  readonly name: string
  /** Requests and KV reads, counted, in the seconds that were simulated. */
  readonly requests: number
  readonly reads: number
  readonly perMillion: number
  /** For so many requests at once: in a new isolate, and when what the isolate has is stale. */
  readonly coldBurst: number
  readonly staleBurst: number
}

export interface ReadsResult {
  readonly seconds: number
  readonly ttl: number
  readonly burst: number
  /** Milliseconds that a read takes longer in a burst. */
  readonly slow: number
  readonly rows: readonly ReadsRow[]
}

/** Megabytes. */
export interface MemorySample {
  readonly requests: number
  readonly heap: number
  readonly resident: number
}

export interface MemoryRow {
  readonly name: string
  readonly requests: number
  /** After a collection: at the start, where warm, at most, and at the end. */
  readonly samples: readonly MemorySample[]
  /** Bytes of heap for each request, by least squares over the second half. */
  readonly slope: number
}

export interface MemoryResult {
  readonly rows: readonly MemoryRow[]
  /** Evaluations that the workers made, and that their metrics brought to the events API. */
  readonly evaluated: number
  readonly arrived: number
}

/** Medians of first requests in new processes, milliseconds. */
export interface ColdRow {
  readonly name: string
  readonly bytes: number
  readonly time: number
  readonly cpu: number
}

export interface ColdResult {
  readonly processes: number
  readonly flags: number
  readonly rows: readonly ColdRow[]
}

/** Medians of new processes; milliseconds of CPU. */
export interface RefreshRow {
  readonly name: string
  readonly cpu: number
  readonly most: number
}

export interface RefreshResult {
  readonly processes: number
  readonly flags: number
  readonly segments: number
  readonly members: number
  readonly bytes: number
  readonly rows: readonly RefreshRow[]
}

export interface Parts {
  readonly requests: RequestsResult
  readonly reads: ReadsResult
  readonly memory: MemoryResult
  readonly cold: ColdResult
  readonly refresh: RefreshResult
}

export type PartName = keyof Parts

export interface Run {
  readonly date: string
  readonly machine: string
  readonly node: string
  readonly quick: boolean
  readonly versions: Readonly<Record<string, string>>
}

export type Results = { readonly [Part in PartName]?: { readonly run: Run; readonly result: Parts[Part] } }
export type Plots = readonly GrowthPlot[]
