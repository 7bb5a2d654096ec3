import { toFetch } from './api-fetch.js'
import { harnessError } from './error-response.js'
import { createGate, type TestApi } from './gate.js'
import { harnessRoutes } from './harness-routes.js'
import type { HarnessFlag, HarnessMetrics, HarnessRoute, HarnessSegment } from './harness-types.js'
import type { ItemChange } from './item-store.js'
import { parseMetrics, sumEvaluations } from './metrics-format.js'
import { createChangeStream } from './stream.js'
import { createTokens } from './tokens.js'
import { createVersionedStore, type VersionedChange } from './versioned-store.js'

/** Options of `createConfigApi`. */
export interface ConfigApiOptions {
  /** The flags at the start; copied. A flag without a `version` gets 1. Default: none. */
  flags?: readonly HarnessFlag[]
  /** The target segments at the start; copied. A segment without a `version` gets 1. Default: none. */
  segments?: readonly HarnessSegment[]
  /** The only SDK key that is let in; any other is refused with 403. Default: `'demo-key'`. */
  sdkKey?: string
  /** The environment's UUID, in the token and in every path. Default: `'b0a7e5c1-0000-4000-8000-000000000001'`. */
  environment?: string
  /** The environment's readable identifier, in the token. Default: `'test'`. */
  environmentIdentifier?: string
  /** The cluster, in the token. Default: `'1'`. */
  cluster?: string
  /** The account, in the token. Default: `'test-account'`. */
  accountID?: string
  /** Milliseconds of silence after which a stream sends a heartbeat. Default: 15,000. */
  heartbeatMs?: number
}

/** A metrics body that was refused. */
export interface RejectedMetrics {
  readonly reason: string
  readonly body: unknown
}

/**
 * A Harness config API and events API in memory. Its app serves the protocol under `/api/1.0`; base URL and
 * events URL are the same.
 */
export interface ConfigApi extends TestApi<HarnessRoute> {
  readonly environment: string

  /** Creates or replaces a flag, and tells the streams. Returns its new version, greater than any before. */
  setFlag(flag: HarnessFlag): number
  /** Changes a flag: fields to replace, or a function from a copy of it. Throws an Error for an unknown flag. */
  updateFlag(feature: string, change: ItemChange<HarnessFlag>): number
  /** Deletes a flag, and tells the streams; false when there was none. */
  deleteFlag(feature: string): boolean
  /** As `setFlag`, for a target segment. */
  setSegment(segment: HarnessSegment): number
  /** As `updateFlag`, for a target segment. */
  updateSegment(identifier: string, change: ItemChange<HarnessSegment>): number
  /** As `deleteFlag`, for a target segment. */
  deleteSegment(identifier: string): boolean

  /** Every token issued so far is refused from now on, with 401; a client that authenticates again gets a new one. */
  expireTokens(): void

  /** The metrics received that are true to the wire format, in order; grows as they arrive. */
  readonly metrics: readonly HarnessMetrics[]
  /** The metrics refused, with the reason. */
  readonly rejectedMetrics: readonly RejectedMetrics[]
  /** How often each variation was served, by `flag/variation`, over all metrics received. */
  evaluations(): Record<string, number>
  /**
   * How many streams are open. In workerd, a client that just goes away is noticed only with the compatibility
   * flag `enable_request_signal`.
   */
  readonly openStreams: number
}

/**
 * Creates a config API that speaks the real Harness client protocol, for tests and demos. The official Harness
 * SDKs accept it as the real one. Everything is kept in memory, for the life of the object.
 *
 * @param options see {@link ConfigApiOptions}; all have defaults
 * @throws TypeError for a flag or segment without an identifier, or two with the same
 * @throws RangeError when `heartbeatMs` is not more than 0
 * @example
 * import { serve } from '@hono/node-server'
 * import { createConfigApi } from 'burgee/testing'
 *
 * const api = createConfigApi({ flags: [darkMode] })
 * const server = serve({ fetch: api.fetch, port: 8788 })
 * // HARNESS_SDK_KEY=demo-key, HARNESS_BASE_URL and HARNESS_EVENTS_URL=http://localhost:8788/api/1.0
 * api.updateFlag('dark-mode', { state: 'off' }) // connected clients hear of it at once
 * api.fail({ route: 'flags', status: 429, retryAfter: 1, times: 2 })
 * api.evaluations() // { 'dark-mode/true': 3 }
 * api.close()
 */
export function createConfigApi(options: ConfigApiOptions = {}): ConfigApi {
  const { sdkKey = 'demo-key', heartbeatMs = 15_000 } = options
  if (sdkKey === '') throw new TypeError('createConfigApi: sdkKey is empty; leave it out for demo-key')
  if (!(heartbeatMs > 0)) {
    throw new RangeError(`createConfigApi: heartbeatMs must be more than 0, got ${heartbeatMs}`)
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

  const stream = createChangeStream(heartbeatMs)
  const { pass, controls } = createGate<HarnessRoute>(sdkKey, harnessError)
  const tokens = createTokens(claims)
  const metrics: HarnessMetrics[] = []
  const rejectedMetrics: RejectedMetrics[] = []

  const tell = (domain: 'flag' | 'target-segment') => (change: VersionedChange) =>
    stream.push({ event: change.event, domain, identifier: change.identifier, version: change.version })
  const flags = createVersionedStore('flag', (flag) => flag.feature, options.flags ?? [], tell('flag'))
  const segments = createVersionedStore(
    'segment',
    (segment) => segment.identifier,
    options.segments ?? [],
    tell('target-segment'),
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
