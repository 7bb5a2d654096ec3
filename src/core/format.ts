/**
 * The snapshot format, version 3: what a publisher writes and what an isolate reads.
 *
 * A snapshot is a string. Line 1 is the header, a JSON object. The next lines are the flags in ascending order of
 * their keys, then the segments. Each is one JSON object, and begins with its key. A hash table follows, laid out as
 * a string (see table.ts). It says where each flag and each segment begins, and holds the lists that are too long for
 * a line. An isolate parses the header, and later only the lines that its requests ask for.
 *
 *     {"format":3,"provider":"acme","dialect":"acme","uses":["ends_with"],"attributes":["email"],…}
 *     {"key":"dark-mode","type":"boolean","variations":[["true",true],["false",false]],"on":true,"serve":0,"reason":7}
 *     {"key":"beta","included":["ada"],"rules":[[{"op":"ends_with","attribute":"email","value":"@acme.io"}]]}
 *     00000000000000I
 *     f"dark-mode"0
 *     s"beta"113
 *
 * The compiler has done everything that does not depend on the target: rules are sorted, names and descriptions
 * dropped, values typed, variations numbered, weights added up, patterns compiled.
 *
 * What differs between vendors is named here and defined in a dialect (see dialect.ts): clauses, bucketings, kinds of
 * serve, reasons. The evaluator never asks which provider wrote a snapshot.
 *
 * A change that an older reader would misread raises FORMAT. A reader that meets a format, a dialect or a name that it
 * does not know keeps its last good snapshot and logs code 9005.
 *
 * @module
 */
import type { JsonValue } from './json.js'

/** The format that this version of Burgee writes and reads. */
export const FORMAT = 3

/** The types of flags. `int` holds any number. */
export type FlagType = 'boolean' | 'int' | 'string' | 'json'

/** Line 1. */
export interface SnapshotHeader {
  readonly format: number
  /** The provider's name, for people. */
  readonly provider: string
  /** The name of the dialect that the lines are written in. */
  readonly dialect: string
  /** The dialect's clauses, bucketings and kinds of serve that the lines use, by name, in ascending order. */
  readonly uses: readonly string[]
  /**
   * The attributes that the lines read, in ascending order. A request need not find out any others to evaluate.
   * Absent if the compiler cannot tell: then any attribute may be read.
   */
  readonly attributes?: readonly string[]
  /** Names the content: 16 hexadecimal digits, equal for equal flags and segments. */
  readonly revision: string
  /** When it was compiled, in milliseconds since 1970. */
  readonly createdAt: number
  /** A fingerprint of the config API's answer that this was compiled from; empty if there was none. */
  readonly source: string
  /** The reasons that decisions can have. The first four have a fixed role: see reason-role.ts. */
  readonly reasons: readonly Reason[]
  /** The number of flags. */
  readonly flags: number
  /** The number of segments. */
  readonly segments: number
  readonly table: TableLayout
  /** UTF-16 units in all lines after the first. It shows that a snapshot was cut short. */
  readonly length: number
}

/** A reason in the provider's words, which may be any text, and OpenFeature's word for it. */
export type Reason = readonly [name: string, standard: StandardReason]

/** The reasons of OpenFeature's specification that a provider can use. */
export type StandardReason = 'DEFAULT' | 'DISABLED' | 'ERROR' | 'SPLIT' | 'TARGETING_MATCH' | 'UNKNOWN'

/** Where the hash table is: see table.ts. */
export interface TableLayout {
  /** Where it begins, in UTF-16 units from the start of line 2. */
  readonly at: number
  /** The number of buckets, a power of two. */
  readonly buckets: number
}

/** A list of strings. A short list stands in its line. */
export type StringList = readonly string[] | LongList

/** A list in the hash table. */
export interface LongList {
  /** The kind of its entries: see table.ts. */
  readonly id: number
  /** Its fingerprint, so that this line changes when the list does. */
  readonly content: string
}

/** A flag's line. An absent member means that there is none. */
export interface CompiledFlag {
  readonly key: string
  readonly type: FlagType
  readonly variations: readonly CompiledVariation[]
  /** False: every target gets `off`, and the rest is left out. */
  readonly on: boolean
  /** Served if the flag is off or a prerequisite is not met; absent if neither can happen. */
  readonly off?: VariationIndex
  /** All must be met: the flag's own, those of the flags it requires, and so on. */
  readonly prerequisites?: readonly Prerequisite[]
  /** Tried in order. The first that matches and serves something decides. */
  readonly steps?: readonly CompiledStep[]
  /** Served if no step decides. */
  readonly serve?: Serve
  /** The reason for `serve`, by its place in the header's list. */
  readonly reason?: number
}

/**
 * `[identifier, value, text?]`. The value is typed. It is absent if the config API sent one that is not of the flag's
 * type. The text is what the config API sent, for the metrics. It is left out if `String(value)` gives it.
 */
export type CompiledVariation =
  | readonly [identifier: string]
  | readonly [identifier: string, value: JsonValue]
  | readonly [identifier: string, value: JsonValue, text: string]

/** A place in `variations`; -1 for a variation that does not exist. */
export type VariationIndex = number

/** Another flag must serve one of these variations, by identifier. */
export interface Prerequisite {
  readonly flag: string
  readonly variations: readonly string[]
}

/** A target list or a rule. */
export interface CompiledStep {
  /** The rule's identifier at the provider, for `detail()`. */
  readonly id?: string
  readonly reason: number
  /** It matches if all clauses of any of these lists hold. */
  readonly when: readonly (readonly Clause[])[]
  readonly serve: Serve
}

/** One variation for every target, a rollout by percentage, or a kind of serve that the dialect defines. */
export type Serve = VariationIndex | Rollout | CustomServe

/** Each part takes the buckets up to its bound. A bucket above the last bound goes to the last part. */
export interface Rollout {
  /** The dialect's bucketing, by name. */
  readonly bucketing: string
  /** What the bucketing goes by: the name of an attribute, for example, or the flag's key. */
  readonly by: string
  readonly parts: readonly RolloutPart[]
}

/** The bound is the sum of the weights so far. The part takes the buckets up to and including it. */
export type RolloutPart = readonly [bound: number, variation: VariationIndex]

/** A kind of serve of the dialect's own. It has more members, which only the dialect knows. */
export interface CustomServe {
  readonly kind: string
}

/** One condition. Each clause of a dialect has more members, which only the dialect knows. */
export interface Clause {
  /** The dialect's clause, by name. */
  readonly op: string
  /** The attribute that it reads. */
  readonly attribute?: string
  /** The segments that it asks about. */
  readonly segments?: readonly string[]
  /** Turns the clause around, as the dialect defines that. */
  readonly negate?: true
}

/** A segment's line. Excluded first, then included, then any rule of which all clauses hold. */
export interface CompiledSegment {
  readonly key: string
  readonly excluded?: StringList
  readonly included?: StringList
  readonly rules?: readonly (readonly Clause[])[]
}
