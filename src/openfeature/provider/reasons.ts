/**
 * The reasons of OpenFeature that Burgee's can be told in. Source: OpenFeature's specification, types, resolution
 * reason.
 */
export type OpenFeatureReason = 'DEFAULT' | 'DISABLED' | 'ERROR' | 'SPLIT' | 'TARGETING_MATCH' | 'UNKNOWN'

/**
 * - `off` is OpenFeature's “the flag being disabled in the management system”.
 * - `default` and `fallthrough` are DEFAULT: the reason does not say whether the flag has rules, and DEFAULT is defined
 *   for both, “no dynamic evaluation occurred or dynamic evaluation yielded no result”. The server provider, which can
 *   look into the snapshot, says STATIC of a flag that answers everybody alike.
 * - Never CACHED or STALE: every answer is evaluated when it is asked for.
 * - `prerequisite_failed` is DEFAULT as well: the flag is not disabled, and no rule of its own matched; it “fell
 *   back to a pre-configured value”, its off variation.
 */
const REASONS: ReadonlyMap<string, OpenFeatureReason> = new Map([
  ['off', 'DISABLED'],
  ['prerequisite_failed', 'DEFAULT'],
  ['target_match', 'TARGETING_MATCH'],
  ['rule_match', 'TARGETING_MATCH'],
  ['rule_rollout', 'SPLIT'],
  ['default', 'DEFAULT'],
  ['default_rollout', 'SPLIT'],
  ['targeted', 'TARGETING_MATCH'],
  ['targeted_weighted', 'SPLIT'],
  ['fallthrough', 'DEFAULT'],
  ['fallthrough_weighted', 'SPLIT'],
  ['flag_not_found', 'ERROR'],
  ['missing_flag_key_in_store', 'ERROR'],
  ['evaluation_error', 'ERROR'],
  ['error', 'ERROR'],
  ['not_ready', 'ERROR'],
])

/** A reason of Harness, Flagbase or Burgee in OpenFeature's terms; one of another provider's is `UNKNOWN`. */
export const openFeatureReason = (reason: string): OpenFeatureReason => REASONS.get(reason) ?? 'UNKNOWN'
