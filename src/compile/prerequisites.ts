import type { Prerequisite } from '../core/format.js'
import type { FlagDraft } from './draft.js'

/** What has become of a flag that another one requires. */
export type FlagState = 'present' | 'refused' | 'missing'

/** More than anybody means, and few enough for each of thousands of flags to have them in its line. */
const MOST = 100

/**
 * A flag's prerequisites, theirs, and so on, each flag once: all must hold, so a request can ask them one after
 * the other, with no recursion. Flags that never existed are left out, as Harness counts them as met; those that
 * were refused stay in, and never hold.
 *
 * @throws RangeError where they are too many to be meant
 */
export const allPrerequisites = (
  of: FlagDraft,
  flags: ReadonlyMap<string, FlagDraft>,
  stateOf: (key: string) => FlagState,
): readonly Prerequisite[] => {
  const wanted = new Map<string, readonly string[]>()
  const visited = new Set([of])
  for (const draft of visited) {
    for (const { flag, variations } of draft.prerequisites) {
      if (stateOf(flag) === 'missing') continue
      const others = wanted.get(flag)
      wanted.set(flag, others === undefined ? variations : others.filter((one) => variations.includes(one)))
      if (wanted.size > MOST) {
        throw new RangeError(`it requires more than ${MOST} other flags, counting those that they require`)
      }
      const required = flags.get(flag)
      if (required !== undefined) visited.add(required) // a Set is walked in order of insertion, additions included
    }
  }
  return [...wanted].map(([flag, variations]) => ({ flag, variations }))
}
