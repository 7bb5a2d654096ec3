import type { Issue } from '../compile/issue.js'
import type { SourceFailure } from '../providers/contract.js'

/** The result of a refresh. */
export type RefreshResult = Published | Unchanged | Refused | Failed

/** The content was new, and is in the store now. */
export interface Published {
  readonly status: 'published'
  readonly revision: string
  readonly flags: number
  readonly segments: number
  /** What was left out, and why. */
  readonly issues: readonly Issue[]
}

/** The store has this content already, so nothing was written. */
export interface Unchanged {
  readonly status: 'unchanged'
  readonly revision: string
}

/** The config API answered with something that should not replace what is published. */
export interface Refused {
  readonly status: 'refused'
  readonly reason: 'empty' | 'shrunken' | 'malformed'
  readonly message: string
  readonly issues: readonly Issue[]
}

/** The config API gave no answer, or the snapshot could not be stored. */
export interface Failed {
  readonly status: 'failed'
  readonly reason: Exclude<SourceFailure, 'malformed'> | 'store' | 'misconfigured' | 'unexpected'
  readonly message: string
}
