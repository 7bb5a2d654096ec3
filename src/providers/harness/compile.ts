import { type Compiled, type CompileOptions, compile } from '../../compile/compile.js'
import { IssueList } from '../../compile/issue.js'
import { validateAll } from '../validate.js'
import { draftFlag, draftSegment } from './draft.js'
import { featureConfigSchema, segmentSchema } from './wire.js'

/**
 * What Harness's config API answers. Typed loosely, because it comes from a wire or a JSON file: whether each
 * item is a FeatureConfig or a Segment is checked, item by item.
 */
export interface HarnessConfig {
  /** FeatureConfig[] */
  readonly flags: readonly unknown[]
  /** Segment[]. Default: none. */
  readonly segments?: readonly unknown[] | null
}

/**
 * Compiles Harness flags and segments to a snapshot, offline. Every flag and segment is checked: one that is
 * not what Harness's API describes is left out and named in the issues, and the rest is compiled.
 *
 * @returns the snapshot's text, and what was refused or changed, and why
 * @throws TypeError where `flags` or `segments` is not a list
 *
 * @example
 * const { snapshot, issues } = compileHarness({ flags, segments })
 * const flags = createFlags({ snapshot })
 */
export const compileHarness = (config: HarnessConfig, options?: CompileOptions): Compiled => {
  const { flags } = config
  const segments = config.segments ?? []
  if (!Array.isArray(flags)) throw new TypeError('compileHarness: flags must be a list of FeatureConfig')
  if (!Array.isArray(segments)) throw new TypeError('compileHarness: segments must be a list of Segment')
  const issues = new IssueList()
  const validFlags = validateAll(flags, featureConfigSchema, ({ feature }) => feature, 'flag', issues)
  const validSegments = validateAll(
    segments,
    segmentSchema,
    ({ identifier }) => identifier,
    'segment',
    issues,
  )
  return compile(
    {
      provider: 'harness',
      hash: 'murmur3',
      reasons: {
        unknownFlag: 'flag_not_found',
        error: 'error',
        off: 'off',
        prerequisiteFailed: 'prerequisite_failed',
        others: ['target_match', 'rule_match', 'rule_rollout', 'default', 'default_rollout'],
      },
      flags: validFlags.map((flag) => draftFlag(flag, issues)),
      segments: validSegments.map((segment) => draftSegment(segment, issues)),
    },
    issues,
    options,
  )
}
