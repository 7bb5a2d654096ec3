/** The results of the parts that run in workerd. */
import type { ResultsOf } from '../runtime.js'

/** Requests with ten flags. CPU is microseconds over bare Hono, latencies are milliseconds. */
export interface RequestRow {
  readonly name: string
  /** The median and the mean of the rounds. Garbage collections do not happen in every round. */
  readonly cpu: number
  readonly mean: number
  /** The quartiles of the rounds. */
  readonly quartiles: readonly [number, number]
  readonly p50: number
  readonly p99: number
  /** How many requests were timed. */
  readonly requests: number
}

export interface RequestsResult {
  /** Microseconds of CPU of a request to bare Hono. */
  readonly bare: number
  readonly rows: readonly RequestRow[]
  readonly processes: number
  readonly rounds: number
  readonly connections: number
}

export interface ReadsRow {
  readonly name: string
  /** Requests and KV reads in the simulated seconds. */
  readonly requests: number
  readonly reads: number
  readonly perMillion: number
  /** KV reads of a burst: to a new isolate, and to one whose flags are stale. */
  readonly coldBurst: number
  readonly staleBurst: number
}

export interface ReadsResult {
  readonly seconds: number
  readonly ttl: number
  readonly burst: number
  /** Milliseconds by which a read takes longer in a burst. */
  readonly slow: number
  readonly rows: readonly ReadsRow[]
}

/** Heap and resident memory in megabytes. */
export interface MemorySample {
  readonly requests: number
  readonly heap: number
  readonly resident: number
}

export interface MemoryRow {
  readonly name: string
  readonly requests: number
  /** After a garbage collection: one when warm, then one after every step. */
  readonly samples: readonly MemorySample[]
  /** Bytes of heap per request, by least squares over the second half. */
  readonly slope: number
}

export interface MemoryResult {
  readonly rows: readonly MemoryRow[]
  /** Evaluations that the workers made, and those that the events API was sent. */
  readonly evaluated: number
  readonly arrived: number
}

/** The first request to a new process. Medians, in milliseconds. */
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

/** Milliseconds of CPU of new processes: the median and the maximum. */
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

interface Parts {
  readonly requests: RequestsResult
  readonly reads: ReadsResult
  readonly memory: MemoryResult
  readonly cold: ColdResult
  readonly refresh: RefreshResult
}

export type WorkerdResults = ResultsOf<Parts>
