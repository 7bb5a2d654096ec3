import { EventEmitter } from 'node:events'
import { InMemStorageProvider, Unleash } from 'unleash-client'
import type { FlagSpec, Target } from '../project.js'
import { eachOf, type Peer, session } from './contract.js'

const OPERATORS = { is: 'IN', startsWith: 'STR_STARTS_WITH', endsWith: 'STR_ENDS_WITH' }

const toFeature = (flag: FlagSpec, segmentIds: readonly string[]) => {
  const { key, on, rules = [], segment, rollout, otherwise } = flag
  const strategy = { name: 'default', parameters: {}, constraints: [] as object[] }
  const strategies: object[] = rules.map(({ attribute, anyOf, how = 'is' }) => ({
    ...strategy,
    constraints: [{ contextName: attribute, operator: OPERATORS[how], values: anyOf, inverted: false }],
  }))
  if (segment !== undefined) strategies.push({ ...strategy, segments: [segmentIds.indexOf(segment)] })
  if (rollout) {
    const parameters = { rollout: '50', stickiness: 'userId', groupId: key }
    strategies.push({ ...strategy, name: 'flexibleRollout', parameters })
  }
  if (otherwise) strategies.push(strategy)
  return {
    name: key,
    type: 'release',
    project: 'default',
    enabled: on,
    stale: false,
    impressionData: false,
    strategies,
    variants: [],
  }
}

const contextOf = ({ identifier, attributes }: Target) => ({
  userId: identifier,
  properties: { ...attributes },
})

export const unleash: Peer = {
  name: 'Unleash',
  asynchronous: false,
  document({ flags, segments }) {
    const ids = segments.map(({ id }) => id)
    return JSON.stringify({
      version: 2,
      features: flags.map((flag) => toFeature(flag, ids)),
      segments: segments.map(({ members }, id) => ({
        id,
        constraints: [{ contextName: 'userId', operator: 'IN', values: members, inverted: false }],
      })),
    })
  },
  async open(document) {
    const { features, segments } = JSON.parse(document)
    // Nothing listens on port 9, so the client keeps the flags that it started with.
    const client = new Unleash({
      appName: 'bench',
      url: 'http://127.0.0.1:9/api/',
      refreshInterval: 0,
      disableMetrics: true,
      skipInstanceCountWarning: true,
      storageProvider: new InMemStorageProvider(),
      bootstrap: { data: features, segments },
    })
    client.on('error', () => {})
    client.on('warn', () => {})
    await EventEmitter.once(client, 'ready')
    const keys = client.getFeatureToggleDefinitions().map(({ name }) => name)
    return session({
      context: contextOf,
      bool: (context, key, fallback) => client.isEnabled(key, context, fallback),
      all: (context) => eachOf(keys, (key) => client.isEnabled(key, context)),
      close: () => client.destroy(),
    })
  },
}
