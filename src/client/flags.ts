/**
 * What evaluating flags for one target looks like: `c.get('flags')`, and `forTarget(…)` outside a request.
 * Everything is synchronous, and nothing throws.
 *
 * @module
 */
import type { Detail } from '../core/decision.js'
import type { FlagType } from '../core/format.js'
import type { JsonValue } from '../core/json.js'
import type { Target } from '../core/target.js'

export interface Flags {
  /**
   * The value of a boolean flag.
   *
   * @param fallback returned where the flag does not exist, is of another type, or cannot be evaluated
   *
   * @example
   * if (flags.boolVariation('dark-mode', false)) …
   */
  boolVariation(key: string, fallback: boolean): boolean
  /** The value of a string flag, else the fallback. */
  stringVariation(key: string, fallback: string): string
  /** The value of an `int` flag, which may be any number; else the fallback. */
  numberVariation(key: string, fallback: number): number
  /**
   * The value of a JSON flag, else the fallback. The value is frozen, as every request of the isolate is given
   * the same one: copy it before you change it. `T` is what you expect; it is not checked.
   */
  jsonVariation<T>(key: string, fallback: T): T
  /** The identifier of the variation that a flag of any type serves, else the fallback. */
  variation(key: string, fallback: string): string
  /**
   * The value with its variation, the reason, the rule that decided, and the error if the fallback was used.
   * The fallback also says which type is asked for; `null` and `undefined` accept a flag of any type.
   */
  detail(key: string, fallback: null | undefined): Detail<unknown>
  detail<T>(key: string, fallback: T): Detail<T>
  /** The flag's type. Source of the name for a missing flag: the Harness SDKs. */
  flagType(key: string): FlagType | 'flag_not_found'
  /**
   * The value of every flag, ready for JSON: to bootstrap a browser, for example. The object has no prototype, as
   * a flag may be named `__proto__`. Flags that cannot be served
   * are left out. Not counted in the metrics, as nobody has been shown anything yet.
   */
  all(): Record<string, JsonValue>
  /** Who the flags are evaluated for; undefined where there is nobody. */
  readonly target: Target | undefined
  /** What the flags are evaluated from. */
  readonly snapshot: SnapshotInfo
}

/** What is known of a snapshot. */
export interface SnapshotInfo {
  /** Names the content; undefined where there is no snapshot. */
  readonly revision: string | undefined
  /** Seconds since it was compiled; undefined where there is no snapshot. */
  readonly age: number | undefined
  /** Where this evaluation found it. */
  readonly source: SnapshotSource
  /** How many flags it has. */
  readonly flags: number
}

/**
 * `memory`: the isolate had it. `store`: it was read for this request. `bundled`: the option `snapshot`.
 * `none`: there is none, and everything falls back.
 */
export type SnapshotSource = 'memory' | 'store' | 'bundled' | 'none'
