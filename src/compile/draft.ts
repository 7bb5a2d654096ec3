/**
 * What a provider hands to the compiler: its flags and segments in common terms. They refer to each other by name, and
 * nothing has been checked yet.
 *
 * @module
 */
import type { FlagType } from '../core/format.js'
import type { JsonValue } from '../core/json.js'

/** All flags and segments of one environment. */
export interface SnapshotDraft {
  /** The provider's name, for people. */
  readonly provider: string
  /** The names of four of the dialect's reasons, by their role. */
  readonly reasons: {
    readonly unknownFlag: string
    readonly error: string
    readonly off: string
    readonly prerequisiteFailed: string
  }
  readonly flags: readonly FlagDraft[]
  /** Default: none. */
  readonly segments?: readonly SegmentDraft[]
}

/** A flag. */
export interface FlagDraft {
  readonly key: string
  readonly type: FlagType
  readonly variations: readonly VariationDraft[]
  /** False: every target gets `off`. */
  readonly on: boolean
  /** The variation to serve if the flag is off, by identifier. Default: the fallback. */
  readonly off?: string | undefined
  /**
   * Other flags and the variations that they must serve. A flag that does not exist counts as met; one that was
   * refused as not met. Default: none.
   */
  readonly prerequisites?: readonly { readonly flag: string; readonly variations: readonly string[] }[]
  /** In the order in which they are tried. Default: none. */
  readonly steps?: readonly StepDraft[]
  /** Served if no step matches. Default: the fallback. */
  readonly serve?: ServeDraft | undefined
  /** The reason for `serve`. */
  readonly reason: string
}

/** A value that a flag can serve. */
export interface VariationDraft {
  readonly identifier: string
  /** As the config API sent it. */
  readonly text: string
  /** Typed; undefined if the text cannot be read as the flag's type. */
  readonly value: JsonValue | undefined
}

/** A target list or a rule. */
export interface StepDraft {
  /** The rule's identifier at the provider. Default: none. */
  readonly id?: string | undefined
  readonly reason: string
  /** It matches if all clauses of any of these lists hold. An empty list never matches. */
  readonly when: readonly (readonly ClauseDraft[])[]
  /** Default: the flag's own `serve`. */
  readonly serve?: ServeDraft | undefined
}

/** One variation by identifier, a rollout over several by weight, or a kind of serve of the dialect's own. */
export type ServeDraft = { readonly variation: string } | RolloutDraft | CustomServeDraft

/** A rollout by percentage. */
export interface RolloutDraft {
  /** The dialect's bucketing, by name. */
  readonly bucketing: string
  /** What the bucketing goes by: the name of an attribute, for example, or the flag's key. */
  readonly by: string
  /** The attribute that the bucketing reads. Default: none; the identifier needs no mention. */
  readonly attribute?: string | undefined
  readonly split: readonly { readonly variation: string; readonly weight: number }[]
}

/** A kind of serve of the dialect's own. It has more members, which only the dialect knows. */
export interface CustomServeDraft {
  readonly kind: string
}

/** One condition. It has more members, which only the dialect knows. */
export interface ClauseDraft {
  /** The dialect's clause, by name. */
  readonly op: string
  /** The segments that it asks about. Default: none. */
  readonly segments?: readonly string[]
}

/** A group of targets. */
export interface SegmentDraft {
  readonly id: string
  readonly included: readonly string[]
  readonly excluded: readonly string[]
  /** A target is in the segment if all clauses of any of these lists hold. An empty list never matches. */
  readonly rules: readonly (readonly ClauseDraft[])[]
}
