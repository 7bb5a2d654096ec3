/**
 * The snapshot format, version 2: what the cron publishes and what an isolate reads.
 *
 * A snapshot is text. Line 1 is the header, a JSON object. The next lines are the flags, by ascending key, then
 * the segments, each one as JSON, which begins with its key. Then comes a hash table, laid out as text too (see
 * table.ts): it says where each flag and each segment is, and has the texts of all lists that are too long to
 * stand in a line. So an isolate parses the header, and then only what its requests ask for.
 *
 *     {"format":2,"provider":"harness","hash":"murmur3","revision":"9f…","createdAt":1767225600000,…}
 *     {"key":"dark-mode","type":"boolean","variations":[["true",true],["false",false]],"on":true,"serve":0,"reason":7}
 *     {"key":"beta","included":["ada"],"rules":[[{"op":"ends_with","attribute":"email","values":["@acme.io"]}]]}
 *     00000000000000I
 *     f"dark-mode"0
 *     s"beta"113
 *
 * All that can be decided ahead of time has been: rules are sorted, names and descriptions dropped, values
 * typed, variations numbered, weights accumulated, patterns compiled, references to missing segments removed.
 * What differs between providers (hash, operators, reasons) is data here, so the evaluator never asks which
 * provider a snapshot came from.
 *
 * A change that an older reader would misread bumps FORMAT. A reader that meets a format it does not know
 * keeps its last good snapshot and says so (code 9005).
 *
 * @module
 */

import type { PatternProgram } from '../pattern/match.js'
import type { JsonValue } from './json.js'

/** The one format that this version of Burgee writes and reads. */
export const FORMAT = 2

/** The four kinds of flag. Source: Harness FeatureConfig `kind`. `int` holds any number. */
export type FlagType = 'boolean' | 'int' | 'string' | 'json'

/** Line 1. */
export interface SnapshotHeader {
  readonly format: number
  /** The provider's name, for people. */
  readonly provider: string
  /** How a target is given its bucket. */
  readonly hash: HashKind
  /** Names the content: 16 hexadecimal digits, the same for the same flags and segments. */
  readonly revision: string
  /** When it was compiled: milliseconds since 1970. */
  readonly createdAt: number
  /** A fingerprint of the config API's answer that this was compiled from; empty where there was none. */
  readonly source: string
  /** The reasons in use. The first four have a fixed part to play: see reason-role.ts. */
  readonly reasons: readonly string[]
  /** How many there are. */
  readonly flags: number
  readonly segments: number
  readonly table: TextTable
  /** UTF-16 units in all lines after the first: a text that was cut short is found out at once. */
  readonly length: number
}

/** A hash table in the text: see table.ts. */
export interface TextTable {
  /** Where it begins, in UTF-16 units from the start of line 2. */
  readonly at: number
  /** A power of two. */
  readonly buckets: number
}

/** A list of texts: as it is where it is short. */
export type TextList = readonly string[] | LongList

/** A list in the table. */
export interface LongList {
  /** Stands there before each of its texts. */
  readonly id: number
  /** Its fingerprint, so that this line changes with it. */
  readonly content: string
}

/**
 * `murmur3`: Harness. One bucket for each attribute and value. `sha256`, `xxhash64`: Flagbase. One bucket for
 * each flag and identifier, of the hash of the hexadecimal SHA-256 of both.
 */
export type HashKind = 'murmur3' | 'sha256' | 'xxhash64'

/** One line: a flag. Absent members mean none. */
export interface CompiledFlag {
  readonly key: string
  readonly type: FlagType
  readonly variations: readonly CompiledVariation[]
  /** False: everybody gets `off`, and the rest is left out. */
  readonly on: boolean
  /** Served where the flag is switched off or a prerequisite does not hold; absent where neither can be. */
  readonly off?: VariationIndex
  /** All must hold: the flag's own, theirs, and so on. */
  readonly prerequisites?: readonly Prerequisite[]
  /** Tried in order; the first that matches decides. */
  readonly steps?: readonly CompiledStep[]
  /** Who is left gets this. */
  readonly serve?: Serve
  /** The reason for `serve`, by its place in the header's list. */
  readonly reason?: number
}

/**
 * `[identifier, value, text?]`. The value is typed. It is absent where the config API sent one that cannot be
 * read as the flag's type. The text is what the config API sent, kept only where `String` would not make it of the
 * value: metrics report it.
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

/** A target list or a rule: matches where any of its clauses does. */
export interface CompiledStep {
  /** The rule's identifier at the provider, for `detail()`. */
  readonly id?: string
  readonly reason: number
  readonly any: readonly CompiledClause[]
  readonly serve: Serve
}

/**
 * One variation for all, or a percentage rollout: each part takes the buckets up to its bound. Buckets go by an
 * attribute (`murmur3`) or by the identifier and this text, the flag's key (`sha256`, `xxhash64`).
 */
export type Serve = VariationIndex | { readonly by: string; readonly parts: readonly RolloutPart[] }

/** The bound is the sum of the weights so far; the part takes the buckets up to and including it. */
export type RolloutPart = readonly [bound: number, variation: VariationIndex]

/** One condition. */
export type CompiledClause =
  | { readonly op: TextOperator | 'gt'; readonly attribute: string; readonly values: readonly string[] }
  | { readonly op: 'in'; readonly attribute: string; readonly list: TextList }
  | { readonly op: 'match'; readonly attribute: string; readonly pattern: PatternProgram }
  | { readonly op: 'segment'; readonly values: readonly string[] }
  | ExtraClause

/** Conditions that the evaluator knows only where their provider has brought them: see extensions.ts. */
export type ExtraClause = TraitClause

/** Flagbase: holds for targets that have the attribute, where the operator says so, or, negated, does not. */
export interface TraitClause {
  readonly op: 'trait'
  readonly attribute: string
  /** One of Flagbase's. One that is not known makes the evaluation fail where it is reached. */
  readonly operator: string
  readonly value: string
  /** For the operator `regex`; absent where the pattern was refused, and the operator then counts as unknown. */
  readonly pattern?: PatternProgram
  readonly negate?: true
}

/** Compares an attribute's text; see operators.ts for what each does. */
export type TextOperator = 'equal' | 'equal_sensitive' | 'starts_with' | 'ends_with' | 'contains'

/** One line: a segment. Excluded first, then included, then any rule of which all clauses match. */
export interface CompiledSegment {
  readonly key: string
  readonly excluded?: TextList
  readonly included?: TextList
  readonly rules?: readonly (readonly CompiledClause[])[]
}
