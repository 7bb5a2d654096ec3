import type { ErrorCode as OpenFeatureErrorCode, ResolutionReason } from '@openfeature/server-sdk'
import type { ErrorCode } from '../../core/decision.js'

/**
 * OpenFeature's reasons for Burgee's, which are those of Harness and Flagbase. Whatever goes with an error code is
 * `ERROR`, and what stands here as `DEFAULT` is `STATIC` where the flag answers everybody alike: it has no rules, no
 * target lists, and requires no other flag. Never `CACHED` or `STALE`: every answer is evaluated when it is asked for.
 *
 * Source: the OpenFeature specification, types.md, "resolution reason".
 */
const REASONS: ReadonlyMap<string, ResolutionReason> = new Map([
  // The variation for a flag that is switched off; so it is where a flag that it requires does not serve what it must.
  ['off', 'DISABLED'],
  ['prerequisite_failed', 'DISABLED'],
  // A rule or a list named this target.
  ['target_match', 'TARGETING_MATCH'],
  ['rule_match', 'TARGETING_MATCH'],
  ['targeted', 'TARGETING_MATCH'],
  // A percentage decided, within a rule or for who was left.
  ['rule_rollout', 'SPLIT'],
  ['default_rollout', 'SPLIT'],
  ['targeted_weighted', 'SPLIT'],
  ['fallthrough_weighted', 'SPLIT'],
  // No rule matched.
  ['default', 'DEFAULT'],
  ['fallthrough', 'DEFAULT'],
])

/** `UNKNOWN` for a reason that only a newer snapshot has. */
export const standardReason = (reason: string): ResolutionReason => REASONS.get(reason) ?? 'UNKNOWN'

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
