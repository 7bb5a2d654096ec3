import type { JsonValue } from './json.js'

/** Why an evaluation fell back. Source: OpenFeature's error codes. */
export type ErrorCode =
  /** No snapshot has been loaded. */
  | 'PROVIDER_NOT_READY'
  /** The flag is not in the snapshot. */
  | 'FLAG_NOT_FOUND'
  /** The flag is of another type than the one asked for. */
  | 'TYPE_MISMATCH'
  /** The flag's line, or the value of the variation that it serves, cannot be read. */
  | 'PARSE_ERROR'
  /** Anything else. The message says what. */
  | 'GENERAL'

/** What `detail()` returns. */
export interface Detail<T> {
  /** The typed value served, or the fallback. */
  readonly value: T
  /** The variation's identifier; undefined if the fallback was returned. */
  readonly variation: string | undefined
  /** Why, in the provider's words: `off`, `target_match`, `rule_rollout`, `default`, for example. */
  readonly reason: string
  /** The rule that decided, by its identifier at the provider. */
  readonly ruleId?: string | undefined
  readonly errorCode?: ErrorCode | undefined
  readonly errorMessage?: string | undefined
}

/** The count of evaluations that served one variation. The metrics buffer owns it. */
export interface Tally {
  readonly batch: object
  count: number
}

/** One possible outcome of a flag. They are made when the flag is hydrated, so that evaluating allocates nothing. */
export interface Decision {
  readonly flag: string
  /** False if the fallback must be returned instead of the value. */
  readonly served: boolean
  readonly value: JsonValue
  /** The value as the config API sent it, for the metrics. */
  readonly text: string
  /** What `detail()` returns, frozen. Its value means nothing if nothing is served. */
  readonly detail: Detail<JsonValue>
  /** Only the metrics buffer writes it. */
  tally?: Tally | undefined
}
