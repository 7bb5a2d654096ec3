/** Statsig lite, with flags from a data adapter, without network and without logging exposures. */
import { createHash } from 'node:crypto'
import { StatsigServer } from 'statsig-node-lite'
import type { FlagSpec, Project, Target } from '../project.js'
import { eachOf, type Peer, session } from './contract.js'

const condition = (type: string, operator: string | null, targetValue: unknown, field: string | null) => ({
  type,
  operator,
  targetValue,
  field,
  additionalValues: {},
  isDeviceBased: false,
  idType: 'userID',
})

const rule = (id: string, passPercentage: number, conditions: object[]) => ({
  name: id,
  groupName: id,
  id,
  salt: `${id}-salt`,
  passPercentage,
  conditions,
  returnValue: true,
  idType: 'userID',
  isDeviceBased: false,
})

const gate = (name: string, entity: string, enabled: boolean, rules: object[]) => ({
  name,
  type: 'feature_gate',
  salt: `${name}-salt`,
  enabled,
  defaultValue: false,
  rules,
  isDeviceBased: false,
  idType: 'userID',
  entity,
})

const OPERATORS = { is: 'any', startsWith: 'str_starts_with_any', endsWith: 'str_ends_with_any' }

const toGate = ({ key, on, rules = [], segment, rollout, otherwise }: FlagSpec) => {
  const conditions = rules.map(({ attribute, anyOf, how = 'is' }) =>
    condition('user_field', OPERATORS[how], anyOf, attribute),
  )
  if (segment !== undefined) conditions.push(condition('pass_gate', null, `segment:${segment}`, null))
  const allUsers = condition('public', null, null, null)
  return gate(key, 'feature_gate', on, [
    ...conditions.map((one, place) => rule(`rule-${place}`, 100, [one])),
    ...(rollout ? [rule('rollout', 50, [allUsers])] : []),
    ...(otherwise ? [rule('all', 100, [allUsers])] : []),
  ])
}

/** A list of identifiers: the first eight characters of each one's hash. */
const idList = (members: readonly string[]): string =>
  members.map((id) => `+${createHash('sha256').update(id).digest('base64').slice(0, 8)}\n`).join('')

const userOf = ({ identifier, attributes: { email = '', country = '', ...custom } }: Target) => ({
  userID: identifier,
  email,
  country,
  custom,
})

interface Stored {
  readonly specs: object
  readonly lists: Readonly<Record<string, string>>
}

const adapterOf = ({ specs, lists }: Stored) => {
  const stored: Record<string, unknown> = {
    'statsig.cache': specs,
    'statsig.id_lists': Object.keys(lists),
    ...Object.fromEntries(Object.entries(lists).map(([name, list]) => [`statsig.id_lists::${name}`, list])),
  }
  return {
    get: async (key: string) => ({ result: stored[key] as string, time: 1 }),
    set: async () => {},
    initialize: async () => {},
    shutdown: async () => {},
  }
}

export const statsig: Peer = {
  name: 'Statsig lite',
  asynchronous: false,
  document({ flags, segments }: Project) {
    const list = (id: string) => rule('list', 100, [condition('unit_id', 'in_segment_list', id, null)])
    const specs = {
      has_updates: true,
      time: 1,
      feature_gates: [
        ...flags.map(toGate),
        ...segments.map(({ id }) => gate(`segment:${id}`, 'segment', true, [list(id)])),
      ],
      dynamic_configs: [],
      layer_configs: [],
      layers: {},
    }
    const lists = Object.fromEntries(segments.map(({ id, members }) => [id, idList(members)]))
    return JSON.stringify({ specs, lists } satisfies Stored)
  },
  async open(document) {
    const server = new StatsigServer('secret-bench', {
      localMode: true,
      disableDiagnostics: true,
      disableRulesetsSync: true,
      disableIdListsSync: true,
      dataAdapter: adapterOf(JSON.parse(document)),
    })
    await server.initializeAsync()
    const keys = server.getFeatureGateList().filter((name) => !name.startsWith('segment:'))
    return session({
      context: userOf,
      bool: (user, key) => server.checkGateWithExposureLoggingDisabledSync(user, key),
      all: (user) => eachOf(keys, (key) => server.checkGateWithExposureLoggingDisabledSync(user, key)),
      close: () => server.shutdown(),
    })
  },
}
