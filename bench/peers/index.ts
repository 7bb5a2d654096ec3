import { burgee, burgeeDetail } from './burgee.js'
import { configcat } from './configcat.js'
import type { Peer } from './contract.js'
import { flagd, flagdEdge } from './flagd.js'
import { growthbook } from './growthbook.js'
import { harness } from './harness.js'
import { launchdarklyEdge, launchdarklyEdgeCached, launchdarklyNode } from './launchdarkly.js'
import { statsig } from './statsig.js'
import { unleash } from './unleash.js'

export const own: readonly Peer[] = [burgee, burgeeDetail]
export const peers: readonly Peer[] = [
  flagd,
  flagdEdge,
  configcat,
  growthbook,
  unleash,
  statsig,
  launchdarklyNode,
  launchdarklyEdgeCached,
  launchdarklyEdge,
  harness,
]
