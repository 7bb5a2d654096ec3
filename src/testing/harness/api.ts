import { toFetch } from '../api-fetch.js'
import { createGate, type TestApi } from '../gate.js'
import type { ItemChange } from '../item-store.js'
import { harnessError } from './error.js'
import { parseMetrics, sumEvaluations } from './metrics-format.js'
import { harnessRoutes } from './routes.js'
import { createChangeStream } from './stream.js'
import { createTokens } from './tokens.js'
import type { HarnessFlag, HarnessMetrics, HarnessRoute, HarnessSegment } from './types.js'
import { createVersionedStore, type VersionedChange } from './versioned-store.js'

/** Options of `createHarnessApi`. */
export interface HarnessApiOptions {
  /** The flags at the start; copied. A flag without a `version` gets 1. Default: none. */
  flags?: readonly HarnessFlag[]
  /** The target segments at the start; copied. A segment without a `version` gets 1. Default: none. */
  segments?: readonly HarnessSegment[]
  /** The only SDK key that the API accepts; it refuses any other with 403. Default: `'demo-key'`. */
  sdkKey?: string
  /** The environment's UUID, in the token and in every path. Default: `'b0a7e5c1-0000-4000-8000-000000000001'`. */
  environment?: string
  /** The environment's readable identifier, in the token. Default: `'test'`. */
  environmentIdentifier?: string
  /** The cluster, in the token. Default: `'1'`. */
  cluster?: string
  /** The account, in the token. Default: `'test-account'`. */
  accountID?: string
  /** Seconds of silence before a stream sends a heartbeat. Default: 15. */
  heartbeat?: number
  /** @deprecated Use `heartbeat`, in seconds. */
  heartbeatMs?: number
}

/** A metrics body that the API refused, and why. */
export interface RejectedMetrics {
  readonly reason: string
  readonly body: unknown
}

/**
 * Harness's config API and events API, in memory. Its app serves the protocol under `/api/1.0`. The base URL and the
 * events URL are the same.
 */
export interface HarnessApi extends TestApi<HarnessRoute> {
  readonly environment: string

  /** Creates or replaces a flag, and informs the streams. Returns its new version, higher than any before. */
  setFlag(flag: HarnessFlag): number
  /** Changes a flag: fields to replace, or a function from a copy of it. Throws an Error if it does not exist. */
  updateFlag(feature: string, change: ItemChange<HarnessFlag>): number
  /** Deletes a flag, and informs the streams. Returns false if it does not exist. */
  deleteFlag(feature: string): boolean
  /** `setFlag` for a target segment. */
  setSegment(segment: HarnessSegment): number
  /** `updateFlag` for a target segment. */
  updateSegment(identifier: string, change: ItemChange<HarnessSegment>): number
  /** `deleteFlag` for a target segment. */
  deleteSegment(identifier: string): boolean

  /** Refuses every token issued so far with 401. A client that authenticates again gets a new one. */
  expireTokens(): void

  /** The metrics received that follow the wire format, in order. Grows as they arrive. */
  readonly metrics: readonly HarnessMetrics[]
  /** The metrics that the API refused, and why. */
  readonly rejectedMetrics: readonly RejectedMetrics[]
  /** How often each variation was served, by `flag/variation`, over all metrics received. */
  evaluations(): Record<string, number>
  /**
   * How many streams are open. workerd notices a client that leaves only with the compatibility flag
   * `enable_request_signal`.
   */
  readonly openStreams: number
}

/**
 * Creates an API that speaks the real Harness client protocol, for tests and demos. The official Harness SDKs accept
 * it as the real one. It keeps everything in memory, for the life of the object.
 *
 * @param options see {@link HarnessApiOptions}; all have defaults
 * @throws TypeError if a flag or segment has no identifier, or two have the same, or the SDK key is empty
 * @throws RangeError if `heartbeat` is not above 0
 * @example
 * import { serve } from '@hono/node-server'
 * import { createHarnessApi } from 'burgee/testing'
 *
 * const api = createHarnessApi({ flags: [darkMode] })
 * const server = serve({ fetch: api.fetch, port: 8788 })
 * // HARNESS_SDK_KEY=demo-key, HARNESS_BASE_URL and HARNESS_EVENTS_URL=http://localhost:8788/api/1.0
 * api.updateFlag('dark-mode', { state: 'off' }) // connected SDKs are informed immediately
 * api.fail({ route: 'flags', status: 429, retryAfter: 1, times: 2 })
 * api.evaluations() // { 'dark-mode/true': 3 }
 * api.close()
 */
export function createHarnessApi(options: HarnessApiOptions = {}): HarnessApi {
  const { sdkKey = 'demo-key', heartbeat = (options.heartbeatMs ?? 15_000) / 1000 } = options
  if (sdkKey === '') throw new TypeError('createHarnessApi: sdkKey is empty; leave it out to get demo-key')
  if (!(heartbeat > 0)) {
    throw new RangeError(`createHarnessApi: heartbeat must be above 0 seconds, got ${heartbeat}`)
  }
  const claims = {
    environment: options.environment ?? 'b0a7e5c1-0000-4000-8000-000000000001',
    environmentIdentifier: options.environmentIdentifier ?? 'test',
    project: 'b0a7e5c1-0000-4000-8000-000000000002',
    projectIdentifier: 'test-project',
    organization: 'b0a7e5c1-0000-4000-8000-000000000003',
    organizationIdentifier: 'test-organization',
    clusterIdentifier: options.cluster ?? '1',
    accountID: options.accountID ?? 'test-account',
    key_type: 'Server',
  } as const

  const stream = createChangeStream(heartbeat * 1000)
  const { pass, controls } = createGate<HarnessRoute>(sdkKey, harnessError)
  const tokens = createTokens(claims)
  const metrics: HarnessMetrics[] = []
  const rejectedMetrics: RejectedMetrics[] = []

  const pushTo = (domain: 'flag' | 'target-segment') => (change: VersionedChange) =>
    stream.push({ event: change.event, domain, identifier: change.identifier, version: change.version })
  const create = 'createHarnessApi'
  const flags = createVersionedStore(
    { item: 'flag', create, set: 'setFlag', update: 'updateFlag' },
    (flag) => flag.feature,
    options.flags ?? [],
    pushTo('flag'),
  )
  const segments = createVersionedStore(
    { item: 'segment', create, set: 'setSegment', update: 'updateSegment' },
    (segment) => segment.identifier,
    options.segments ?? [],
    pushTo('target-segment'),
  )

  const app = harnessRoutes({
    sdkKey,
    claims,
    tokens,
    flags: flags.list,
    flag: flags.get,
    segments: segments.list,
    segment: segments.get,
    openStream: stream.open,
    acceptMetrics(body) {
      const parsed = parseMetrics(body)
      if ('metrics' in parsed) {
        metrics.push(parsed.metrics)
        return undefined
      }
      rejectedMetrics.push({ reason: parsed.reason, body })
      return parsed.reason
    },
    pass,
  })

  return {
    ...controls,
    app,
    fetch: toFetch(app),
    sdkKey,
    environment: claims.environment,
    setFlag: flags.set,
    updateFlag: flags.update,
    deleteFlag: flags.remove,
    setSegment: segments.set,
    updateSegment: segments.update,
    deleteSegment: segments.remove,
    down(options) {
      controls.down(options)
      stream.closeAll()
    },
    expireTokens: tokens.expireAll,
    close() {
      controls.close()
      stream.closeAll()
    },
    metrics,
    rejectedMetrics,
    evaluations: () => sumEvaluations(metrics),
    get openStreams() {
      return stream.size
    },
  }
}
