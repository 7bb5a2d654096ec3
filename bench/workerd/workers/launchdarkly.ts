/**
 * LaunchDarkly's edge SDK with a KV namespace, put together from its parts as the package for Cloudflare does it. It has
 * its cache if CACHE_TTL is above 0.
 */
import { EdgeFeatureStore, init, internalServer } from '@launchdarkly/js-server-sdk-common-edge'
import { quietLogger, session } from '../../peers/contract.js'
import type { Target } from '../../project.js'
import { type PeerEnv, peerApp } from './peer.js'

const contextOf = ({ identifier, attributes }: Target) => ({ kind: 'user', key: identifier, ...attributes })

const platform = {
  platformData: () => ({ name: 'Cloudflare' }),
  sdkData: () => ({ name: '@launchdarkly/cloudflare-server-sdk', version: 'bench', userAgentBase: 'bench' }),
}

const open = async (env: PeerEnv) => {
  const ttl = Number(env.CACHE_TTL)
  const cache = ttl > 0 ? new internalServer.TtlCache({ ttl, checkInterval: ttl }) : undefined
  const featureStore = new EdgeFeatureStore(env.FLAGS, 'bench', 'Cloudflare', quietLogger, cache)
  const client = init('bench', platform as never, { featureStore, logger: quietLogger })
  await client.waitForInitialization({ timeout: 10 })
  return session({
    context: contextOf,
    bool: (context, key, fallback) => client.variation(key, context, fallback),
    all: async (context) => (await client.allFlagsState(context)).allValues(),
    close: () => client.close(),
  })
}

export default peerApp(open, true)
