/**
 * ConfigCat, offline, with the config from its cache. It is read through a snapshot, its only synchronous way. The
 * comparisons are in clear text, because each hashed one takes a SHA-256.
 */
import { getClient, PollingMode, User } from 'configcat-node'
import type { FlagSpec, Project, Rule, Target } from '../project.js'
import { eachOf, type Peer, quietLogger, session } from './contract.js'

const IS_ONE_OF = 0
const EQUALS = 28
const STARTS_WITH = 30
const ENDS_WITH = 32
const IS_IN_SEGMENT = 0

/** ConfigCat's names for the attributes that every user has. */
const NAMES: Readonly<Record<string, string>> = { email: 'Email', country: 'Country' }

const served = (value: boolean) => ({ v: { b: value }, i: value ? 'on' : 'off' })

const test = ({ attribute, anyOf, how = 'is' }: Rule) => {
  const comparator = { is: IS_ONE_OF, startsWith: STARTS_WITH, endsWith: ENDS_WITH }[how]
  return how === 'is' && anyOf.length === 1
    ? { a: NAMES[attribute] ?? attribute, c: EQUALS, s: anyOf[0] }
    : { a: NAMES[attribute] ?? attribute, c: comparator, l: anyOf }
}

const toSetting = (flag: FlagSpec, { segments }: Project) => {
  const { on, rules = [], segment, rollout, otherwise } = flag
  if (!on) return { t: 0, ...served(false) }
  const conditions: object[] = rules.map((rule) => ({ u: test(rule) }))
  if (segment !== undefined) {
    conditions.push({ s: { s: segments.findIndex(({ id }) => id === segment), c: IS_IN_SEGMENT } })
  }
  return {
    t: 0,
    r: conditions.map((condition) => ({ c: [condition], s: served(true) })),
    ...(rollout && {
      p: [
        { p: 50, ...served(true) },
        { p: 50, ...served(false) },
      ],
    }),
    ...served(otherwise),
  }
}

const userOf = ({ identifier, attributes: { email, country, ...custom } }: Target) =>
  new User(identifier, email, country, custom)

let clients = 0

export const configcat: Peer = {
  name: 'ConfigCat, snapshot',
  asynchronous: false,
  document(project) {
    const config = {
      p: { u: 'https://cdn-global.configcat.com', r: 0, s: 'YWNtZSBzYWx0IGZvciB0aGUgYmVuY2g=' },
      s: project.segments.map(({ id, members }) => ({
        n: id,
        r: [{ a: 'Identifier', c: IS_ONE_OF, l: members }],
      })),
      f: Object.fromEntries(project.flags.map((flag) => [flag.key, toSetting(flag, project)])),
    }
    // The format of its cache: the time of the fetch, the ETag, the config.
    return `${Date.now()}\n"etag"\n${JSON.stringify(config)}`
  },
  async open(document) {
    clients++
    const sdkKey = `bench-${String(clients).padStart(16, '0')}/bench-0000000000000000`
    const client = getClient(sdkKey, PollingMode.ManualPoll, {
      offline: true,
      cache: { get: () => document, set() {} },
      logger: quietLogger,
    })
    await client.waitForReady()
    const snapshot = client.snapshot()
    const keys = snapshot.getAllKeys()
    return session({
      context: userOf,
      bool: (user, key, fallback) => snapshot.getValue(key, fallback, user),
      all: (user) => eachOf(keys, (key) => snapshot.getValue(key, false, user)),
      close: () => client.dispose(),
    })
  },
}
