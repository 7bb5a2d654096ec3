import type { Detail } from '../../core/decision.js'
import { type OpenFeatureReason, openFeatureReason } from '../provider/reasons.js'

/** The protocol's `evaluationSuccess`. */
export interface Success {
  readonly key: string
  readonly value: unknown
  readonly reason: OpenFeatureReason
  readonly variant: string | undefined
}

/** The protocol's `bulkEvaluationFailure`; with a key, its `evaluationFailure`. */
export interface Failure {
  readonly key?: string
  readonly errorCode: string
  readonly errorDetails: string
}

/** One flag. What exactly is wrong with one is for the log: it may tell of rules that the caller is not to know. */
export const documentOf = (
  key: string,
  { value, variation, reason, errorCode }: Detail<unknown>,
): Success | Failure =>
  errorCode === undefined
    ? { key, value, reason: openFeatureReason(reason), variant: variation }
    : { key, errorCode, errorDetails: 'the flag cannot be evaluated' }

/** The same for a flag that does not exist and for one that may not be seen. */
export const notFound = (key: string): Failure => ({
  key,
  errorCode: 'FLAG_NOT_FOUND',
  errorDetails: 'there is no such flag',
})

/**
 * The protocol's `generalErrorResponse`, which goes with 500. For one flag it has a code as well, which providers
 * read. For all flags it has none: the web provider would take the answer for final, while without one it goes on
 * with the flags that it has stored.
 */
export const serverFailure = (
  key: string | undefined,
  errorCode: string,
  errorDetails: string,
): Failure | Pick<Failure, 'errorDetails'> =>
  key === undefined ? { errorDetails: `${errorCode}: ${errorDetails}` } : { key, errorCode, errorDetails }
