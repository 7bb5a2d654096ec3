import type { Prerequisite } from '../core/format.js'
import type { FlagDraft } from './draft.js'

/** What has become of a flag that another one requires. */
export type FlagState = 'present' | 'refused' | 'missing'

/** More than any real flag requires, and few enough to stand in the lines of thousands of flags. */
const MOST = 100

/**
 * A flag's prerequisites, those of the flags it requires, and so on, each flag once. All must be met, so a request
 * checks them one after the other, without recursion. Flags that do not exist are left out, as they count as met.
 * Flags that were refused stay in, and are never met.
 *
 * @throws RangeError if there are more than 100
 */
export const allPrerequisites = (
  of: FlagDraft,
  flags: ReadonlyMap<string, FlagDraft>,
  stateOf: (key: string) => FlagState,
): readonly Prerequisite[] => {
  const wanted = new Map<string, readonly string[]>()
  const visited = new Set([of])
  for (const draft of visited) {
    for (const { flag, variations } of draft.prerequisites ?? []) {
      if (stateOf(flag) === 'missing') continue
      const others = wanted.get(flag)
      wanted.set(flag, others === undefined ? variations : others.filter((one) => variations.includes(one)))
      if (wanted.size > MOST) {
        throw new RangeError(`it requires more than ${MOST} other flags, counting those that they require`)
      }
      const required = flags.get(flag)
      if (required !== undefined) visited.add(required) // iterating a Set also visits what is added on the way
    }
  }
  return [...wanted].map(([flag, variations]) => ({ flag, variations }))
}
