/**
 * The flags of one target: `c.get('flags')`, and `forTarget(…)` outside of a request. All methods are synchronous, and
 * none throws.
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
   * @param fallback returned if the flag does not exist, is of another type, or cannot be evaluated
   *
   * @example
   * if (flags.boolVariation('dark-mode', false)) …
   */
  boolVariation(key: string, fallback: boolean): boolean
  /** The value of a string flag, or else the fallback. */
  stringVariation(key: string, fallback: string): string
  /** The value of an `int` flag, which may be any number, or else the fallback. */
  numberVariation(key: string, fallback: number): number
  /**
   * The value of a JSON flag, or else the fallback. The value is frozen, because all requests of the isolate share it:
   * copy it before you change it. `T` is the type that you expect. It is not checked.
   */
  jsonVariation<T>(key: string, fallback: T): T
  /** The identifier of the variation that a flag of any type serves, or else the fallback. */
  variation(key: string, fallback: string): string
  /**
   * The value with its variation, the reason, the rule that decided, and the error if the fallback was used.
   *
   * @param fallback its type is the type that the flag must have. `null` and `undefined` accept any type
   */
  detail(key: string, fallback: null | undefined): Detail<unknown>
  detail<T>(key: string, fallback: T): Detail<T>
  /** The flag's type. Source of the name for a missing flag: the Harness SDKs. */
  flagType(key: string): FlagType | 'flag_not_found'
  /**
   * The value of every flag, ready for JSON: to bootstrap a browser, for example. Flags that cannot be served are left
   * out. The object has no prototype, because a flag may be named `__proto__`. The metrics do not count these
   * evaluations, because no visitor has seen them yet.
   */
  all(): Record<string, JsonValue>
  /** The target that the flags are evaluated for. Undefined if there is none. */
  readonly target: Target | undefined
  /** The snapshot that the flags are evaluated from. */
  readonly snapshot: SnapshotInfo
}

/** Facts about a snapshot. */
export interface SnapshotInfo {
  /** Names the content. Undefined if there is no snapshot. */
  readonly revision: string | undefined
  /** Seconds since it was compiled. Undefined if there is no snapshot. */
  readonly age: number | undefined
  /** Where this view found it. */
  readonly source: SnapshotSource
  /** How many flags it has. */
  readonly flags: number
}

/**
 * `memory`: the isolate had it. `store`: it was read for this request. `bundled`: the option `snapshot`.
 * `none`: there is no snapshot, and every flag falls back.
 */
export type SnapshotSource = 'memory' | 'store' | 'bundled' | 'none'
