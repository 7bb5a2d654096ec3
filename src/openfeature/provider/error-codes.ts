import type { ErrorCode as OpenFeatureErrorCode } from '@openfeature/server-sdk'
import type { ErrorCode } from '../../core/decision.js'

/**
 * Burgee's error codes, which are OpenFeature's, and two that only this provider uses.
 *
 * - `PROVIDER_NOT_READY`: no snapshot is loaded
 * - `FLAG_NOT_FOUND`: the snapshot does not have the flag
 * - `TYPE_MISMATCH`: the flag has another type
 * - `PARSE_ERROR`: the value of the variation that the flag serves cannot be read as the flag's type
 * - `TARGETING_KEY_MISSING`: a percentage decides by the targeting key, and the context has none
 * - `INVALID_CONTEXT`: `targetingKey` is not a string, or a field of the context cannot be read
 * - `GENERAL`: anything else; the message says what
 */
export type ProviderErrorCode = ErrorCode | 'TARGETING_KEY_MISSING' | 'INVALID_CONTEXT'

/** The SDK's codes are an enum, which its types alone do not provide. The enum's values are these strings. */
export const standardCode = (code: ProviderErrorCode): OpenFeatureErrorCode => code as OpenFeatureErrorCode
