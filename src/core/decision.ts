import type { JsonValue } from './json.js'

/** Why an evaluation fell back. Source: OpenFeature's error codes. */
export type ErrorCode =
  /** No snapshot has been loaded. */
  | 'PROVIDER_NOT_READY'
  /** The snapshot has no such flag. */
  | 'FLAG_NOT_FOUND'
  /** The flag is of another type than the one asked for. */
  | 'TYPE_MISMATCH'
  /** The flag's line, or the value of the variation that it serves, cannot be read. */
  | 'PARSE_ERROR'
  /** Anything else: the message says what. */
  | 'GENERAL'

/** What `detail()` tells. */
export interface Detail<T> {
  /** The typed value served, or the fallback. */
  readonly value: T
  /** The variation's identifier; undefined where the fallback was returned. */
  readonly variation: string | undefined
  /** Why. Harness: `off`, `prerequisite_failed`, `target_match`, `rule_match`, `rule_rollout`, `default`, … */
  readonly reason: string
  /** The rule that decided, by its identifier at the provider. */
  readonly ruleId?: string | undefined
  readonly errorCode?: ErrorCode | undefined
  readonly errorMessage?: string | undefined
}

/** Where evaluations of one variation are counted; belongs to whoever counts. */
export interface Tally {
  readonly batch: object
  count: number
}

/**
 * One of the answers that a flag can give, made when the flag is hydrated, so that evaluating allocates
 * nothing: it picks one of these.
 */
export interface Decision {
  readonly flag: string
  /** False where the fallback must be returned instead of the value. */
  readonly served: boolean
  readonly value: JsonValue
  /** The value as the config API wrote it, for the metrics. */
  readonly text: string
  /** What `detail()` returns, frozen; its value is meaningless where nothing is served. */
  readonly detail: Detail<JsonValue>
  /** Written by the metrics alone. */
  tally?: Tally | undefined
}
