import type { ErrorCode as OpenFeatureErrorCode } from '@openfeature/server-sdk'
import type { ErrorCode } from '../../core/decision.js'

/**
 * Burgee's error codes, which are OpenFeature's, and those that only the provider has.
 *
 * - `PROVIDER_NOT_READY`: no snapshot is loaded
 * - `FLAG_NOT_FOUND`: the snapshot has no such flag
 * - `TYPE_MISMATCH`: the flag is of another type. Flagbase's flags are all strings
 * - `PARSE_ERROR`: the value of the variation that it serves cannot be read as the flag's type
 * - `TARGETING_KEY_MISSING`: a percentage would decide, and it goes by a key that the context does not have
 * - `INVALID_CONTEXT`: `targetingKey` is not a text, or a field of the context cannot be read
 * - `GENERAL`: anything else; the message says what
 */
export type ProviderErrorCode = ErrorCode | 'TARGETING_KEY_MISSING' | 'INVALID_CONTEXT'

/** The SDK's own are an enum, which cannot be had from its types alone; its values are these texts. */
export const standardCode = (code: ProviderErrorCode): OpenFeatureErrorCode => code as OpenFeatureErrorCode
