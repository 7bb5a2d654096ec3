import { type FeatureDefinition, GrowthBookClient, type UserContext } from '@growthbook/growthbook'
import type { FlagSpec, Rule, Target } from '../project.js'
import { eachOf, type Peer, session } from './contract.js'

const contextOf = ({ identifier, attributes }: Target): UserContext => ({
  attributes: { id: identifier, ...attributes },
})

/** The start or the end of a string is compared with a regular expression, as its dashboard writes it. */
const test = ({ anyOf: [first = '', ...rest], how = 'is' }: Rule) => {
  const pattern = first.replaceAll('.', '\\.')
  if (how === 'startsWith') return { $regex: `^${pattern}` }
  if (how === 'endsWith') return { $regex: `${pattern}$` }
  return rest.length === 0 ? first : { $in: [first, ...rest] }
}

const toFeature = ({ on, rules = [], segment, rollout, otherwise }: FlagSpec): FeatureDefinition => {
  if (!on) return { defaultValue: false } // GrowthBook's API leaves out the rules of a flag that is off
  const conditions = rules.map((rule) => ({ [rule.attribute]: test(rule) }))
  const matching = [...conditions, ...(segment === undefined ? [] : [{ id: { $inGroup: segment } }])]
  return {
    defaultValue: otherwise,
    rules: [
      ...matching.map((condition, place) => ({ id: `fr_${place}`, condition, force: true })),
      ...(rollout ? [{ id: 'fr_rollout', force: true, coverage: 0.5, hashAttribute: 'id' }] : []),
    ],
  }
}

export const growthbook: Peer = {
  name: 'GrowthBook',
  asynchronous: false,
  document: ({ flags, segments }) =>
    JSON.stringify({
      features: Object.fromEntries(flags.map((flag) => [flag.key, toFeature(flag)])),
      savedGroups: Object.fromEntries(segments.map(({ id, members }) => [id, members])),
    }),
  open(document) {
    const client = new GrowthBookClient().initSync({ payload: JSON.parse(document) })
    const keys = Object.keys(client.getFeatures())
    return session({
      context: (target) => client.createScopedInstance(contextOf(target)),
      bool: (user, key, fallback) => user.getFeatureValue(key, fallback),
      all: (user) => eachOf(keys, (key) => user.getFeatureValue(key, false)),
      close: () => client.destroy(),
    })
  },
}
