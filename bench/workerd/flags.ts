/** The flags of every app in workerd. */
import type { FlagSpec, Project, Rule } from '../project.js'
import { visitors } from './visitors.js'
import { KEYS } from './workers/keys.js'

/** Five rules about the place of a visitor. Only the last one matches `PLACE`. */
const RULES: readonly Rule[] = [
  { attribute: 'country', anyOf: ['US'] },
  { attribute: 'region', anyOf: ['Bavaria', 'Hesse', 'Saxony'] },
  { attribute: 'timezone', anyOf: ['America/'], how: 'startsWith' },
  { attribute: 'city', anyOf: ['burg'], how: 'endsWith' },
  { attribute: 'colo', anyOf: ['ARN'] },
]

const flagOf = (key: string, place: number): FlagSpec => {
  switch (place % 5) {
    case 0:
      return { key, on: false, otherwise: true }
    case 1:
      return { key, on: true, otherwise: true }
    case 2:
      return { key, on: true, rules: RULES, otherwise: false }
    case 3:
      return { key, on: true, rollout: true, otherwise: false }
    default:
      return { key, on: true, segment: place % 2 === 0 ? 'even' : 'odd', otherwise: false }
  }
}

/** A hundred flags of five kinds, and two segments of 1,000 visitors each. */
export const PROJECT: Project = {
  flags: Array.from({ length: 100 }, (_, place) => flagOf(`feature-${place}`, place)),
  segments: [0, 1].map((rest) => ({
    id: rest === 0 ? 'even' : 'odd',
    members: visitors(2_000).filter((_, place) => place % 2 === rest),
  })),
}

/** The ten flags that a request reads. */
export const TEN: readonly FlagSpec[] = KEYS.map(([key]) => {
  const flag = PROJECT.flags.find((one) => one.key === key)
  if (flag === undefined) throw new Error(`the project has no flag ${key}`)
  return flag
})
