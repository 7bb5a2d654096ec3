import { compileFlagbase } from 'burgee/flagbase'
import { compileHarness } from 'burgee/harness'
import { describe, expect, it } from 'vitest'
import { openFeatureReason } from '../../../src/openfeature/provider/reasons.js'

describe('reasons in OpenFeature’s terms', () => {
  it.each([
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
    ['not_ready', 'ERROR'],
    ['flag_not_found', 'ERROR'],
    ['evaluation_error', 'ERROR'],
    ['another provider’s', 'UNKNOWN'],
    ['constructor', 'UNKNOWN'],
    ['', 'UNKNOWN'],
  ])('%s is %s', (reason, expected) => {
    expect(openFeatureReason(reason)).toBe(expected)
  })

  it.each([
    ['Harness', compileHarness({ flags: [] }).snapshot],
    ['Flagbase', compileFlagbase([]).snapshot],
  ])('%s has none that is unknown', (_, snapshot) => {
    const { reasons } = JSON.parse(snapshot.slice(0, snapshot.indexOf('\n'))) as { reasons: string[] }
    expect(reasons.length).toBeGreaterThan(4)
    expect(reasons.filter((reason) => openFeatureReason(reason) === 'UNKNOWN')).toEqual([])
  })
})
