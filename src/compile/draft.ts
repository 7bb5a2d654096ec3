/**
 * What a provider hands to the compiler: its flags and segments in common terms, still by name, not yet
 * checked against each other.
 *
 * @module
 */
import type { FlagType, HashKind, TextOperator, TraitClause } from '../core/format.js'
import type { JsonValue } from '../core/json.js'

export interface SnapshotDraft {
  readonly provider: string
  readonly hash: HashKind
  /** What the provider calls the reasons that no rule names. */
  readonly reasons: {
    readonly unknownFlag: string
    readonly error: string
    readonly off: string
    readonly prerequisiteFailed: string
    /** All that rules and defaults name: in a fixed order, so that a flag's line changes only with the flag. */
    readonly others: readonly string[]
  }
  readonly flags: readonly FlagDraft[]
  readonly segments: readonly SegmentDraft[]
}

export interface FlagDraft {
  readonly key: string
  readonly type: FlagType
  readonly variations: readonly VariationDraft[]
  readonly on: boolean
  /** The variation served when off, by identifier. */
  readonly off: string | undefined
  readonly prerequisites: readonly { readonly flag: string; readonly variations: readonly string[] }[]
  /** In the order in which they are tried. */
  readonly steps: readonly StepDraft[]
  readonly serve: ServeDraft | undefined
  readonly reason: string
}

export interface VariationDraft {
  readonly identifier: string
  /** As the config API wrote it. */
  readonly text: string
  /** Typed; undefined where the text cannot be read as the flag's type. */
  readonly value: JsonValue | undefined
}

export interface StepDraft {
  readonly id: string | undefined
  readonly reason: string
  readonly any: readonly ClauseDraft[]
  /** Undefined: the flag's own `serve`. */
  readonly serve: ServeDraft | undefined
}

/** One variation, by identifier, or a rollout over several by weight. */
export type ServeDraft =
  | { readonly variation: string }
  | {
      readonly by: string
      readonly split: readonly { readonly variation: string; readonly weight: number }[]
    }

export type ClauseDraft = CommonClauseDraft | TraitClauseDraft

export interface CommonClauseDraft {
  readonly op: TextOperator | 'gt' | 'in' | 'match' | 'segment'
  readonly attribute: string
  readonly values: readonly string[]
}

/** Flagbase's conditions: see TraitClause. */
export type TraitClauseDraft = Omit<TraitClause, 'pattern'>

export interface SegmentDraft {
  readonly id: string
  readonly included: readonly string[]
  readonly excluded: readonly string[]
  /** Any of these, of which all clauses match. */
  readonly rules: readonly (readonly ClauseDraft[])[]
}
