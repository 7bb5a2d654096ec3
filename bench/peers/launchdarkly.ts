/**
 * LaunchDarkly's SDK for the edge, which reads flags from KV, with its cache off (the default) and on. Also its SDK for
 * Node. The edge SDK is put together from its parts as the package for Cloudflare does it, because a released version
 * of that package may not have the cache yet.
 */
import { createRequire } from 'node:module'
import type { LDClient, LDContext } from '@launchdarkly/js-server-sdk-common-edge'
import { init } from '@launchdarkly/node-server-sdk'
import type { FlagSpec, Target } from '../project.js'
import { type Peer, quietLogger, session } from './contract.js'

const require = createRequire(import.meta.url) // Node cannot load its ES modules
const edge: typeof import('@launchdarkly/js-server-sdk-common-edge') = require('@launchdarkly/js-server-sdk-common-edge')

const [TRUE, FALSE] = [0, 1]

const toFlag = ({ key, on, rules = [], segment, rollout, otherwise }: FlagSpec) => {
  const clauses = rules.map(({ attribute, anyOf, how = 'is' }) => ({
    attribute,
    op: how === 'is' ? 'in' : how,
    values: anyOf,
  }))
  if (segment !== undefined) clauses.push({ attribute: '', op: 'segmentMatch', values: [segment] })
  const half = (variation: number | undefined) => ({ variation, weight: 50_000 })
  return {
    key,
    on,
    prerequisites: [],
    targets: [],
    contextTargets: [],
    rules: clauses.map((clause, place) => ({
      id: `${key}-rule-${place}`,
      variation: TRUE,
      clauses: [{ contextKind: 'user', negate: false, ...clause }],
      trackEvents: false,
    })),
    fallthrough: rollout
      ? { rollout: { contextKind: 'user', variations: [half(TRUE), half(FALSE)], bucketBy: 'key' } }
      : { variation: otherwise ? TRUE : FALSE },
    offVariation: FALSE,
    variations: [true, false],
    clientSideAvailability: { usingMobileKey: false, usingEnvironmentId: false },
    clientSide: false,
    salt: `${key}-salt`,
    trackEvents: false,
    trackEventsFallthrough: false,
    debugEventsUntilDate: null,
    version: 7,
    deleted: false,
  }
}

const document: Peer['document'] = ({ flags, segments }) =>
  JSON.stringify({
    flags: Object.fromEntries(flags.map((flag) => [flag.key, toFlag(flag)])),
    segments: Object.fromEntries(
      segments.map(({ id, members }) => [
        id,
        {
          key: id,
          included: members,
          excluded: [],
          rules: [],
          salt: `${id}-salt`,
          version: 3,
          deleted: false,
        },
      ]),
    ),
  })

const contextOf = ({ identifier, attributes }: Target): LDContext => ({
  kind: 'user',
  key: identifier,
  ...attributes,
})

const sessionOf = (client: Pick<LDClient, 'variation' | 'allFlagsState' | 'close'>) =>
  session({
    context: contextOf,
    bool: (context, key, fallback) => client.variation(key, context, fallback),
    all: async (context) => (await client.allFlagsState(context)).allValues(),
    close: () => client.close(),
  })

/** KV reads of all edge clients. */
export const kvReads = { count: 0 }

const edgePeer = (name: string, cached: boolean): Peer => ({
  name,
  asynchronous: true,
  document,
  async open(text) {
    const kv = {
      async get() {
        kvReads.count++
        return text
      },
    }
    const cache = cached
      ? new edge.internalServer.TtlCache({ ttl: 86_400, checkInterval: 86_400 })
      : undefined
    const featureStore = new edge.EdgeFeatureStore(kv, 'bench', 'Cloudflare', quietLogger, cache)
    const platform = {
      platformData: () => ({ name: 'Cloudflare' }),
      sdkData: () => ({
        name: '@launchdarkly/cloudflare-server-sdk',
        version: 'bench',
        userAgentBase: 'bench',
      }),
    }
    const client = edge.init('bench', platform as never, { featureStore, logger: quietLogger })
    await client.waitForInitialization({ timeout: 10 })
    return sessionOf(client)
  },
})

export const launchdarklyEdge = edgePeer('LaunchDarkly edge, KV, default', false)
export const launchdarklyEdgeCached = edgePeer('LaunchDarkly edge, KV, its cache on', true)

export const launchdarklyNode: Peer = {
  name: 'LaunchDarkly Node',
  asynchronous: true,
  document,
  async open(text) {
    const client = init('bench', {
      logger: quietLogger,
      sendEvents: false,
      diagnosticOptOut: true,
      // Replaces polling. It parses the document as polling does, and hands it on in the same way.
      updateProcessor: ((
        _: unknown,
        updates: { init(data: unknown, done: () => void): void },
        ready: () => void,
      ) => ({
        start() {
          const { flags, segments } = edge.deserializePoll(text) as { flags: object; segments: object }
          updates.init({ features: flags, segments }, ready)
        },
        stop() {},
        close() {},
      })) as never,
    })
    await client.waitForInitialization({ timeout: 10 })
    return sessionOf(client as never)
  },
}
