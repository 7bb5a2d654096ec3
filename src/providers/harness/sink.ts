import { VERSION } from '../../core/version.js'
import * as codes from '../../events/codes.js'
import type { Log } from '../../events/log.js'
import { messageOf } from '../../events/log.js'
import type { MetricsBatch, MetricsSink } from '../../metrics/contract.js'
import { fetchText } from '../http.js'
import type { HttpError } from '../http-error.js'
import { type Connection, type HarnessOptions, resolveConnection } from './connection.js'
import { authenticate, type Session } from './session.js'

/**
 * Sends metrics to Harness's events API. It authenticates with the first batch, and keeps the session as long as the
 * isolate lives.
 *
 * @returns undefined without a key, after a log line
 */
export const harnessSink = (options: HarnessOptions, env: object, log: Log): MetricsSink | undefined => {
  const connection = resolveConnection(options, env)
  if (connection.sdkKey) return createSink(connection, log)
  codes.missingKey(log, 'HARNESS_SDK_KEY')
  return undefined
}

const createSink = (connection: Connection, log: Log): MetricsSink => {
  let session: Session | undefined
  let refused = false // a key that was refused is not tried again with every batch

  const signIn = async (signal: AbortSignal): Promise<Session> => {
    try {
      session = await authenticate(connection, signal)
      return session
    } catch (error) {
      const { status } = error as Partial<HttpError>
      refused = status === 401 || status === 403
      if (refused) codes.authRefused(log, messageOf(error))
      throw error
    }
  }

  const post = async (body: MetricsBody, signal: AbortSignal): Promise<void> => {
    const known = session
    const { environment, cluster, headers } = known ?? (await signIn(signal))
    const url = `${connection.eventsUrl}/metrics/${environment}?cluster=${encodeURIComponent(cluster)}`
    try {
      await fetchText(url, { method: 'POST', headers, body: JSON.stringify(body), signal })
    } catch (error) {
      if (!known || (error as Partial<HttpError>).status !== 401) throw error
      if (session === known) session = undefined // another flush may already have a new one
      await post(body, signal)
    }
  }

  return {
    async send(batch, signal) {
      if (refused) return false
      try {
        await post(toBody(batch), signal)
        codes.metricsPosted(log, batch.evaluations.length, batch.targets.length)
        return true
      } catch (error) {
        if ((error as Partial<HttpError>).retryable !== false) throw error
        codes.metricsFailed(log, `${messageOf(error)}; counts dropped`)
        return false
      }
    },
  }
}

/** What Harness accepts as a target's name. Source: the Harness server SDKs. */
const NAME = /^[\p{L}\d .@_-]+$/u

interface KeyValue {
  readonly key: string
  readonly value: string
}

/** The body of `POST /metrics/{environment}`. */
interface MetricsBody {
  readonly targetData: readonly {
    readonly identifier: string
    readonly name: string
    readonly attributes: readonly KeyValue[]
  }[]
  readonly metricsData: readonly {
    readonly timestamp: number
    readonly count: number
    readonly metricsType: 'FFMETRICS'
    readonly attributes: readonly KeyValue[]
  }[]
}

const toBody = ({ evaluations, targets }: MetricsBatch): MetricsBody => ({
  targetData: targets.map(({ identifier, name, attributes }) => ({
    identifier,
    name: name && NAME.test(name) ? name : identifier, // one bad name, and the whole batch is refused
    attributes: keyValues(attributes ?? {}),
  })),
  metricsData: evaluations.map(({ flag, variation, value, count }) => ({
    timestamp: Date.now(),
    count,
    metricsType: 'FFMETRICS',
    attributes: keyValues({
      featureIdentifier: flag,
      featureName: flag,
      variationIdentifier: variation,
      variationValue: value,
      target: 'global',
      SDK_TYPE: 'server',
      SDK_LANGUAGE: 'javascript',
      SDK_VERSION: VERSION,
    }),
  })),
})

/** Objects become JSON, other values strings. A value that cannot be written is left out. Source: the Harness Node SDK. */
const keyValues = (record: Readonly<Record<string, unknown>>): KeyValue[] =>
  Object.entries(record).flatMap(([key, value]) => {
    try {
      return {
        key,
        value: typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : String(value),
      }
    } catch {
      return []
    }
  })
