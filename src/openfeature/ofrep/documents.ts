import type { Detail } from '../../core/decision.js'
import type { StandardReason } from '../../core/format.js'
import type { Snapshot } from '../../core/snapshot.js'
import { openFeatureReason } from '../provider/reasons.js'

/** The protocol's `evaluationSuccess`. */
interface Success {
  readonly key: string
  readonly value: unknown
  readonly reason: StandardReason
  readonly variant: string | undefined
}

/** The protocol's `bulkEvaluationFailure`; with a key, its `evaluationFailure`. */
export interface Failure {
  readonly key?: string
  readonly errorCode: string
  readonly errorDetails: string
}

/** The document for one flag. It does not say what is wrong with a flag, because callers must not learn its rules. */
export const documentOf = (
  snapshot: Snapshot,
  key: string,
  { value, variation, reason, errorCode }: Detail<unknown>,
): Success | Failure =>
  errorCode === undefined
    ? { key, value, reason: openFeatureReason(snapshot, reason), variant: variation }
    : { key, errorCode, errorDetails: 'the flag cannot be evaluated' }

/** For flags that do not exist and for hidden ones, so that callers cannot tell them apart. */
export const notFound = (key: string): Failure => ({
  key,
  errorCode: 'FLAG_NOT_FOUND',
  errorDetails: 'the flag does not exist',
})

/**
 * The protocol's `generalErrorResponse`, for status 500.
 *
 * @param key of the flag, for a request for one flag. Then the document has a code, which providers read. For all
 *   flags it has none: with a code, the web provider fails for good, and without one it goes on with stored flags
 */
export const serverFailure = (
  key: string | undefined,
  errorCode: string,
  errorDetails: string,
): Failure | Pick<Failure, 'errorDetails'> =>
  key === undefined ? { errorDetails: `${errorCode}: ${errorDetails}` } : { key, errorCode, errorDetails }
