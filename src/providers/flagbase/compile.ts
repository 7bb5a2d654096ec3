import { type Compiled, type CompileOptions, compile } from '../../compile/compile.js'
import { IssueList } from '../../compile/issue.js'
import { validateAll } from '../validate.js'
import type { FlagbaseBucketing } from './dialect.js'
import { draftFlag } from './draft.js'
import { checkBucketing } from './options.js'
import { flagSchema } from './wire.js'
import { type FlagbaseReason, flagbaseWriter } from './writer.js'

export interface FlagbaseCompileOptions extends CompileOptions {
  /** See FlagbaseOptions. Default: `sha256`. */
  readonly bucketing?: FlagbaseBucketing | undefined
}

/**
 * Compiles Flagbase flags to a snapshot, offline. Each flag is checked against the polling service's format. One that
 * does not fit is left out and named in the issues, and the rest is compiled.
 *
 * @param flags Flag[], or the resources of a JSON:API document that have flags as their `attributes`
 * @returns the snapshot, what was refused or changed and why, and the dialect to evaluate it with
 * @throws TypeError if `flags` is not a list, or `bucketing` is unknown
 *
 * @example
 * const flags = createFlags({ ...compileFlagbase(list) })
 */
export const compileFlagbase = (
  flags: readonly unknown[],
  { bucketing, ...options }: FlagbaseCompileOptions = {},
): Compiled => {
  if (!Array.isArray(flags)) {
    throw new TypeError('compileFlagbase: flags must be a list of flags, such as the `data` of an answer')
  }
  const hash = checkBucketing(bucketing, 'compileFlagbase')
  const issues = new IssueList()
  const valid = validateAll(
    flags.map(attributesOf),
    { kind: 'flag', schema: flagSchema, key: 'flagKey' },
    issues,
  )
  return compile(
    {
      provider: 'flagbase',
      reasons: {
        unknownFlag: 'missing_flag_key_in_store',
        error: 'evaluation_error',
        off: 'off',
        prerequisiteFailed: 'prerequisite_failed',
      } satisfies Record<string, FlagbaseReason>,
      flags: valid.map((flag) => draftFlag(flag, hash, issues)),
    },
    flagbaseWriter,
    issues,
    options,
  )
}

/** A resource has its flag in `attributes`. A flag itself has no such member. */
const attributesOf = (item: unknown): unknown =>
  typeof item === 'object' && item !== null && 'attributes' in item ? item.attributes : item
