/**
 * Flags, segments and targets in a format of the bench. Each peer turns them into its SDK's own format, so that all
 * SDKs get the same flags. Also the values that the flags must serve.
 */

/** Serves true if the attribute is one of these strings, or starts or ends with the only one. */
export interface Rule {
  readonly attribute: string
  readonly anyOf: readonly string[]
  /** Default: `is`. */
  readonly how?: 'is' | 'startsWith' | 'endsWith'
}

/** A boolean flag. Its members are tried in this order. */
export interface FlagSpec {
  readonly key: string
  /** False: it serves false to all targets. */
  readonly on: boolean
  readonly rules?: readonly Rule[]
  /** Serves true to the members of this segment. */
  readonly segment?: string
  /** Serves true to half of all targets, by identifier. Which half differs between SDKs. */
  readonly rollout?: true
  /** The value for all other targets. */
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

/** The value that a flag must serve to a target. Undefined if a rollout decides. */
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

/** Five rules of the common kinds. Only the last one matches the targets of `targetOf`. */
export const FIVE_RULES: readonly Rule[] = [
  { attribute: 'country', anyOf: ['US'] },
  { attribute: 'device', anyOf: ['phone', 'tablet', 'watch'] },
  { attribute: 'version', anyOf: ['1.9.'], how: 'startsWith' },
  { attribute: 'email', anyOf: ['@example.com'], how: 'endsWith' },
  { attribute: 'plan', anyOf: ['pro'] },
]

/** Rules of which only the last one matches the targets of `targetOf`. */
export const manyRules = (count: number): readonly Rule[] =>
  Array.from({ length: count }, (_, place) =>
    place === count - 1
      ? { attribute: 'plan', anyOf: ['pro'] }
      : { attribute: 'country', anyOf: [`no-country-${place}`] },
  )

/** A segment of `size` identifiers, which ends with these. */
export const segmentOf = (id: string, size: number, last: readonly string[]): SegmentSpec => ({
  id,
  members: [...Array.from({ length: size - last.length }, (_, place) => `member-${place}`), ...last],
})

/** A quarter of the flags each: off, on, with five rules, rolled out to half of the targets. */
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

/** Flags with three rules each. No two flags have the same rules. */
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

/** What one refresh of a large project compiles, in Node and in workerd. */
export const REFRESHED = { flags: 10_000, segments: 100, members: 1_000 } as const

/** Flags with three rules each. A tenth of them use a segment too. */
export const refreshProject = (): Project => ({
  flags: largeProject(REFRESHED.flags).flags.map((flag, place) =>
    place % 10 === 0 ? { ...flag, segment: `segment-${(place / 10) % REFRESHED.segments}` } : flag,
  ),
  segments: Array.from({ length: REFRESHED.segments }, (_, place) =>
    segmentOf(`segment-${place}`, REFRESHED.members, [`owner-of-${place}`]),
  ),
})

/**
 * The same project under other keys. The engine optimizes objects by their keys, so no two SDKs may have objects with
 * the same ones.
 */
export const withPrefix = (prefix: string, { flags, segments }: Project): Project => ({
  flags: flags.map((flag) => ({ ...flag, key: prefix + flag.key })),
  segments,
})
