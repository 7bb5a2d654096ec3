/**
 * The floor: an evaluator written by hand for these flags, with closures, Sets and results made ahead of time. It
 * looks the flag up, compares as Harness does, and counts. It has no types, missing values, fallbacks, errors or logs.
 */
import type { FlagSpec, Project, Rule, Target } from './project.js'

export interface FloorDetail {
  readonly value: boolean
  readonly variation: string
  readonly reason: string
  /** How often it was served. */
  count: number
}

export interface Floor {
  detail(key: string, target: Target): FloorDetail
  all(target: Target): Record<string, boolean>
}

type Decide = (target: Target) => FloorDetail

export const createFloor = (project: Project): Floor => {
  const segments = new Map(project.segments.map(({ id, members }) => [id, new Set(members)]))
  const flags = new Map<string, Decide>()
  for (const flag of project.flags) flags.set(flag.key, compileFlag(flag, segments))
  return {
    detail(key, target) {
      const decide = flags.get(key) as Decide // the bench reads no other flags
      const detail = decide(target)
      detail.count++
      return detail
    },
    all(target) {
      const values: Record<string, boolean> = Object.create(null) // faster to fill than {}
      for (const [key, decide] of flags) values[key] = decide(target).value
      return values
    },
  }
}

const compileFlag = (flag: FlagSpec, segments: ReadonlyMap<string, ReadonlySet<string>>): Decide => {
  const detailOf = (value: boolean, reason: string): FloorDetail => ({
    value,
    variation: value ? 'on' : 'off',
    reason,
    count: 0,
  })
  const off = detailOf(false, 'off')
  if (!flag.on) return () => off

  const tests = (flag.rules ?? []).map(compileRule)
  const members = flag.segment === undefined ? undefined : segments.get(flag.segment)
  if (members) tests.push(({ identifier }) => members.has(identifier))
  const matched = detailOf(true, 'rule_match')

  const otherwise = flag.rollout ? compileRollout(detailOf) : always(detailOf(flag.otherwise, 'default'))
  if (tests.length === 0) return otherwise
  return (target) => {
    for (const test of tests) if (test(target)) return matched
    return otherwise(target)
  }
}

const compileRule = ({ attribute, anyOf, how = 'is' }: Rule): ((target: Target) => boolean) => {
  const [value = ''] = anyOf
  const of = ({ attributes }: Target) => attributes[attribute] as string
  if (how === 'startsWith') return (target) => of(target).startsWith(value)
  if (how === 'endsWith') return (target) => of(target).endsWith(value)
  if (anyOf.length === 1) {
    // Harness's `equal` ignores case.
    const folded = value.toLowerCase()
    return (target) => of(target).toLowerCase() === folded
  }
  const values = new Set(anyOf)
  return (target) => values.has(of(target))
}

const compileRollout = (detailOf: (value: boolean, reason: string) => FloorDetail): Decide => {
  const yes = detailOf(true, 'default_rollout')
  const no = detailOf(false, 'default_rollout')
  return ({ identifier }) => ((murmur3(`identifier:${identifier}`) % 100) + 1 <= 50 ? yes : no)
}

const always = (detail: FloorDetail): Decide => {
  return () => detail
}

/** MurmurHash3, x86, 32 bits, of an ASCII string. Identifiers in Harness are ASCII. */
export const murmur3 = (text: string): number => {
  const { length } = text
  const tail = length & ~3
  let hash = 0
  for (let i = 0; i < tail; i += 4) {
    hash ^= scramble(
      text.charCodeAt(i) |
        (text.charCodeAt(i + 1) << 8) |
        (text.charCodeAt(i + 2) << 16) |
        (text.charCodeAt(i + 3) << 24),
    )
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  let rest = 0
  for (let i = length - 1; i >= tail; i--) rest = (rest << 8) | text.charCodeAt(i)
  if (length !== tail) hash ^= scramble(rest)
  hash ^= length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

const scramble = (word: number): number => {
  const mixed = Math.imul(word, 0xcc9e2d51)
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
}
