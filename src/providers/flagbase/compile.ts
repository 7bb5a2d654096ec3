import { type Compiled, type CompileOptions, compile } from '../../compile/compile.js'
import { IssueList } from '../../compile/issue.js'
import { validateAll } from '../validate.js'
import { draftFlag } from './draft.js'
import { enableFlagbase, type FlagbaseBucketing } from './evaluation.js'
import { checkBucketing } from './options.js'
import { flagSchema } from './wire.js'

export interface FlagbaseCompileOptions extends CompileOptions {
  /** See FlagbaseOptions. Default: `sha256`. */
  readonly bucketing?: FlagbaseBucketing | undefined
}

/**
 * Compiles Flagbase flags to a snapshot, offline. Every flag is checked: one that is not what Flagbase's
 * polling service describes is left out and named in the issues, and the rest is compiled.
 *
 * @param flags Flag[], or the resources of a JSON:API document that have flags as their `attributes`. Typed
 *   loosely, because they come from a wire or a JSON file: they are checked, item by item.
 * @returns the snapshot's text, and what was refused or changed, and why
 * @throws TypeError where `flags` is not a list, or there is no such bucketing
 *
 * @example
 * const { snapshot, issues } = compileFlagbase(flags)
 * const flags = createFlags({ snapshot })
 */
export const compileFlagbase = (
  flags: readonly unknown[],
  { bucketing, ...options }: FlagbaseCompileOptions = {},
): Compiled => {
  if (!Array.isArray(flags)) {
    throw new TypeError('compileFlagbase: flags must be a list of flags, such as the `data` of an answer')
  }
  const hash = checkBucketing(bucketing, 'compileFlagbase')
  enableFlagbase()
  const issues = new IssueList()
  const valid = validateAll(flags.map(attributesOf), flagSchema, ({ flagKey }) => flagKey, 'flag', issues)
  return compile(
    {
      provider: 'flagbase',
      hash,
      reasons: {
        unknownFlag: 'missing_flag_key_in_store',
        error: 'evaluation_error',
        off: 'off', // no Flagbase flag is ever off, or has prerequisites
        prerequisiteFailed: 'prerequisite_failed',
        others: ['targeted', 'targeted_weighted', 'fallthrough', 'fallthrough_weighted'],
      },
      flags: valid.map((flag) => draftFlag(flag, issues)),
      segments: [],
    },
    issues,
    options,
  )
}

/** A flag has no attributes of its own. */
const attributesOf = (item: unknown): unknown =>
  typeof item === 'object' && item !== null && 'attributes' in item ? item.attributes : item
