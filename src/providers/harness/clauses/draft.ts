import type { ClauseDraft } from '../../../compile/draft.js'

/** Compares with one value. `equal` ignores case. `gt` compares numbers if both are numbers, else strings. */
export type CompareOp = 'equal' | 'equal_sensitive' | 'starts_with' | 'ends_with' | 'contains' | 'gt'

/** A clause on one attribute, as the config API sends it, less `negate`. */
export interface AttributeClauseDraft extends ClauseDraft {
  readonly op: CompareOp | 'in' | 'match'
  readonly attribute: string
  /** Only `in` looks at more than the first. */
  readonly values: readonly string[]
}

/** Holds for targets that are in one of these segments. */
export interface SegmentClauseDraft extends ClauseDraft {
  readonly op: 'segment'
  readonly segments: readonly string[]
}

export type HarnessClauseDraft = AttributeClauseDraft | SegmentClauseDraft
