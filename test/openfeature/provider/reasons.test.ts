import { type Dialect, SnapshotError } from 'burgee'
import { compileFlagbase } from 'burgee/flagbase'
import { compileHarness } from 'burgee/harness'
import { describe, expect, it } from 'vitest'
import { openSnapshot } from '../../../src/core/snapshot.js'
import { openFeatureReason } from '../../../src/openfeature/provider/reasons.js'

const harness = compileHarness({ flags: [] })
const flagbase = compileFlagbase([])
const open = ({ snapshot, dialect }: { snapshot: string; dialect: Dialect }) =>
  openSnapshot(snapshot, dialect)

describe('reasons in OpenFeature’s terms', () => {
  it.each([
    [harness, 'off', 'DISABLED'],
    [harness, 'prerequisite_failed', 'DEFAULT'],
    [harness, 'target_match', 'TARGETING_MATCH'],
    [harness, 'rule_match', 'TARGETING_MATCH'],
    [harness, 'rule_rollout', 'SPLIT'],
    [harness, 'default', 'DEFAULT'],
    [harness, 'default_rollout', 'SPLIT'],
    [harness, 'flag_not_found', 'ERROR'],
    [flagbase, 'targeted', 'TARGETING_MATCH'],
    [flagbase, 'targeted_weighted', 'SPLIT'],
    [flagbase, 'fallthrough', 'DEFAULT'],
    [flagbase, 'fallthrough_weighted', 'SPLIT'],
    [flagbase, 'evaluation_error', 'ERROR'],
    [flagbase, 'rule_match', 'UNKNOWN'],
    [harness, 'constructor', 'UNKNOWN'],
    [harness, '', 'UNKNOWN'],
  ])('case %#: %s is %s', (compiled, reason, expected) => {
    expect(openFeatureReason(open(compiled), reason)).toBe(expected)
  })

  it.each([
    ['Harness', harness],
    ['Flagbase', flagbase],
  ])('%s has no reason without a word', (_, compiled) => {
    const snapshot = open(compiled)
    expect(snapshot.header.reasons.length).toBeGreaterThan(4)
    for (const [reason] of snapshot.header.reasons)
      expect(openFeatureReason(snapshot, reason)).not.toBe('UNKNOWN')
  })

  it('a snapshot is not opened with another dialect', () => {
    expect(() => open({ ...harness, dialect: flagbase.dialect })).toThrow(SnapshotError)
  })
})
