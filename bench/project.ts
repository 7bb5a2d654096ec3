/**
 * Flags, segments and targets in no SDK's format, so that every SDK can be given the same ones in its own; and
 * the answers that they must give.
 */

/** Serves true to everybody whose attribute is one of these, or starts or ends with the only one. */
export interface Rule {
  readonly attribute: string
  readonly anyOf: readonly string[]
  /** Default: `is`. */
  readonly how?: 'is' | 'startsWith' | 'endsWith'
}

/** A boolean flag. What decides is tried in the order of the members. */
export interface FlagSpec {
  readonly key: string
  /** False: everybody gets false. */
  readonly on: boolean
  readonly rules?: readonly Rule[]
  /** Serves true to the members of this segment. */
  readonly segment?: string
  /** Serves true to half of all targets, by identifier. Which half differs between SDKs. */
  readonly rollout?: true
  /** Who is left gets this. */
  readonly otherwise: boolean
}

export interface SegmentSpec {
  readonly id: string
  readonly members: readonly string[]
}

export interface Project {
  readonly flags: readonly FlagSpec[]
  readonly segments: readonly SegmentSpec[]
}

export interface Target {
  readonly identifier: string
  readonly attributes: Readonly<Record<string, string>>
}

/** What a flag must serve, by reading the specification; undefined where a rollout decides. */
export const answerOf = (flag: FlagSpec, target: Target, { segments }: Project): boolean | undefined => {
  if (!flag.on) return false
  const { identifier, attributes } = target
  if (flag.rules?.some((rule) => holds(rule, attributes[rule.attribute] ?? ''))) return true
  const members = segments.find(({ id }) => id === flag.segment)?.members
  if (members?.includes(identifier)) return true
  return flag.rollout ? undefined : flag.otherwise
}

const holds = ({ anyOf, how = 'is' }: Rule, text: string): boolean =>
  anyOf.some((value) => (how === 'is' ? text === value : text[how](value)))

export const targetOf = (identifier: string): Target => ({
  identifier,
  attributes: {
    country: 'SE',
    device: 'desktop',
    version: '2.11.0',
    email: `${identifier}@example.org`,
    plan: 'pro',
  },
})

/** Five rules of the common kinds, of which the last matches a target of `targetOf`. */
export const FIVE_RULES: readonly Rule[] = [
  { attribute: 'country', anyOf: ['US'] },
  { attribute: 'device', anyOf: ['phone', 'tablet', 'watch'] },
  { attribute: 'version', anyOf: ['1.9.'], how: 'startsWith' },
  { attribute: 'email', anyOf: ['@example.com'], how: 'endsWith' },
  { attribute: 'plan', anyOf: ['pro'] },
]

/** Rules that match nobody but the last, however many. */
export const manyRules = (count: number): readonly Rule[] =>
  Array.from({ length: count }, (_, place) =>
    place === count - 1
      ? { attribute: 'plan', anyOf: ['pro'] }
      : { attribute: 'country', anyOf: [`no-country-${place}`] },
  )

/** A segment of so many identifiers, with these as the last. */
export const segmentOf = (id: string, size: number, last: readonly string[]): SegmentSpec => ({
  id,
  members: [...Array.from({ length: size - last.length }, (_, place) => `member-${place}`), ...last],
})

/** Equal parts of flags that are off, on, with five rules, and rolled out to half. */
export const mixedProject = (size: number): Project => ({
  flags: Array.from({ length: size }, (_, place): FlagSpec => {
    const key = `feature-${place}`
    switch (place % 4) {
      case 0:
        return { key, on: false, otherwise: true }
      case 1:
        return { key, on: true, otherwise: true }
      case 2:
        return { key, on: true, rules: FIVE_RULES, otherwise: false }
      default:
        return { key, on: true, rollout: true, otherwise: false }
    }
  }),
  segments: [],
})

/** Flags of three rules each, no two with the same ones. */
export const largeProject = (size: number): Project => ({
  flags: Array.from({ length: size }, (_, place): FlagSpec => {
    const plan = place % 2 === 0 ? 'pro' : 'free'
    return {
      key: `team-${place % 40}-feature-${place}`,
      on: true,
      rules: [
        { attribute: 'country', anyOf: [`region-${place % 250}`, 'US', 'CA'] },
        { attribute: 'email', anyOf: [`user-${place}@example.com`] },
        { attribute: 'plan', anyOf: [plan] },
      ],
      otherwise: false,
    }
  }),
  segments: [],
})

/** The same under other keys: objects with the same keys share what the engine learns of them, and no two SDKs may. */
export const withPrefix = (prefix: string, { flags, segments }: Project): Project => ({
  flags: flags.map((flag) => ({ ...flag, key: prefix + flag.key })),
  segments,
})
