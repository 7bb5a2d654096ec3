/**
 * Flagbase's evaluation, written down a second time straight from the semantics, as an SDK would that reads the
 * flag at every request: no snapshot, no compiling, the hashes of others.
 */
import type { Flag, FlagbaseBucketing, Rule, WeightedVariation } from 'burgee/flagbase'
import { bucketOf } from './independent.js'

export interface Identity {
  readonly identifier: string
  readonly traits: Readonly<Record<string, unknown>>
}

export interface Evaluation {
  /** Undefined if the fallback is served. */
  readonly variation: string | undefined
  readonly reason: string
}

/** The numbers that the generated strings mean. Written by hand, so that no parser checks itself. */
export const FLOATS: ReadonlyMap<string, number> = new Map([
  ['10', 10],
  ['1e1', 10],
  [' 9.5 ', 9.5],
  ['-3', -3],
  ['.5', 0.5],
])

export const interpret = (flag: Flag, identity: Identity, bucketing: FlagbaseBucketing): Evaluation => {
  try {
    const rule = flag.useFallthrough
      ? undefined
      : flag.rules?.find((candidate) => matches(candidate, identity))
    const variations = (rule ? rule.ruleVariations : flag.fallthroughVariations) ?? []
    const reason = rule ? 'targeted' : 'fallthrough'
    return {
      variation: choose(variations, bucketOf(flag.flagKey, identity.identifier, bucketing)),
      reason: variations.length > 1 ? `${reason}_weighted` : reason,
    }
  } catch {
    return { variation: undefined, reason: 'evaluation_error' }
  }
}

const matches = ({ traitKey, traitValue, operator, negate }: Rule, { traits }: Identity): boolean => {
  if (!Object.keys(traits).includes(traitKey) || traits[traitKey] === undefined) return false
  const matched = compare(operator ?? '', traits[traitKey], `${traitValue ?? ''}`)
  return negate ? !matched : matched
}

const compare = (operator: string, trait: unknown, value: string): boolean => {
  const text = typeof trait === 'string' ? trait : undefined
  const number = typeof trait === 'number' ? trait : Number.NaN
  switch (operator) {
    case 'equal':
      return text === value
    case 'contains':
      return text !== undefined && text.indexOf(value) >= 0
    case 'greater_than':
      return number > (FLOATS.get(value) ?? Number.NaN)
    case 'greater_than_or_equal':
      return number >= (FLOATS.get(value) ?? Number.NaN)
    case 'regex': {
      const pattern = new RegExp(value, 'u')
      if (value.includes('\\1')) throw new Error('cannot be searched for in linear time')
      return text !== undefined && pattern.test(text)
    }
    default:
      throw new Error(`unsupported operator ${operator}`)
  }
}

/** The first whose cumulative weight is above the bucket; none: the last one. */
const choose = (variations: readonly WeightedVariation[], bucket: number): string => {
  let cumulative = 0
  for (const { variationKey, weight } of variations) {
    cumulative += weight
    if (cumulative > bucket) return variationKey
  }
  const last = variations[variations.length - 1]
  if (last === undefined) throw new Error('no variations')
  return last.variationKey
}
