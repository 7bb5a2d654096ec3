import { type Compiled, type CompileOptions, compile } from '../../compile/compile.js'
import { IssueList } from '../../compile/issue.js'
import { validateAll } from '../validate.js'
import { draftFlag, draftSegment } from './draft.js'
import { featureConfigSchema, segmentSchema } from './wire.js'
import { type HarnessReason, harnessWriter } from './writer.js'

/** What Harness's config API answers. Loosely typed, as it comes from a network or a file: each item is checked. */
export interface HarnessConfig {
  /** FeatureConfig[] */
  readonly flags: readonly unknown[]
  /** Segment[]. Default: none. */
  readonly segments?: readonly unknown[] | null
}

/**
 * Compiles Harness flags and segments to a snapshot, offline. Each item is checked against Harness's API. One that
 * does not fit is left out and named in the issues, and the rest is compiled.
 *
 * @returns the snapshot, what was refused or changed and why, and the dialect to evaluate it with
 * @throws TypeError if `flags` or `segments` is not a list
 *
 * @example
 * const { snapshot, issues, dialect } = compileHarness({ flags, segments })
 * const flags = createFlags({ snapshot, dialect })
 */
export const compileHarness = (config: HarnessConfig, options?: CompileOptions): Compiled => {
  const { flags } = config
  const segments = config.segments ?? []
  if (!Array.isArray(flags)) throw new TypeError('compileHarness: flags must be a list of FeatureConfig')
  if (!Array.isArray(segments)) throw new TypeError('compileHarness: segments must be a list of Segment')
  const issues = new IssueList()
  const validFlags = validateAll(
    flags,
    { kind: 'flag', schema: featureConfigSchema, key: 'feature', version: ({ version }) => version },
    issues,
  )
  const validSegments = validateAll(
    segments,
    { kind: 'segment', schema: segmentSchema, key: 'identifier', version: ({ version }) => version },
    issues,
  )
  return compile(
    {
      provider: 'harness',
      reasons: {
        unknownFlag: 'flag_not_found',
        error: 'error',
        off: 'off',
        prerequisiteFailed: 'prerequisite_failed',
      } satisfies Record<string, HarnessReason>,
      flags: validFlags.map((flag) => draftFlag(flag, issues)),
      segments: validSegments.map((segment) => draftSegment(segment, issues)),
    },
    harnessWriter,
    issues,
    options,
  )
}
