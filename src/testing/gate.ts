import type { Context, Hono } from 'hono'
import type { ConfigApiFetch } from './api-fetch.js'
import type { ErrorResponse } from './error-response.js'
import { createFaults, type Fault } from './faults.js'
import { type LoggedRequest, logRequest } from './request-log.js'

/** What every config API in memory has, whatever protocol it speaks. */
export interface TestApi<Route extends string> {
  /** Serves the protocol, and an error in the protocol's form everywhere else. */
  readonly app: Hono
  /** Answers a request; what a server is given: `serve({ fetch: api.fetch })`, `export default { fetch: api.fetch }`. */
  readonly fetch: ConfigApiFetch
  /** The only SDK key that is let in. */
  readonly sdkKey: string

  /** From now on every route answers 503; open streams end. `retryAfter`: seconds, or the text of a date. */
  down(options?: { retryAfter?: number | string }): void
  /** Ends `down()`. */
  up(): void
  /** Scripts a fault. Throws a RangeError for a status, a count or a delay that cannot be. */
  fail(fault: Fault<Route>): void
  /** Forgets all scripted faults, and releases the requests they hold. */
  heal(): void
  /** Ends the streams, releases the held requests, and answers 503 ever after. Call it when a test ends. */
  close(): void

  /** Every request received, in order of arrival. Holds no SDK key and no token. */
  readonly requests: readonly LoggedRequest<Route>[]
  /** How many requests a route has received; without a route: how many in all. */
  count(route?: Route | 'unknown'): number
}

/** Stands before the routes: logs every request, and answers instead where an outage or a fault says so. */
export interface Gate<Route extends string> {
  /**
   * Lets a request pass.
   *
   * @param answer the route's own answer, which ends up in `c.res`
   * @returns what to answer instead of the route; undefined where it has answered
   */
  pass(route: Route | 'unknown', c: Context, answer: () => Promise<void>): Promise<Response | undefined>
  /** What a test is given of it. */
  readonly controls: Omit<TestApi<Route>, 'app' | 'fetch' | 'sdkKey'>
}

/**
 * Creates the gate of a config API.
 *
 * @param secret the SDK key, kept out of the log
 * @param errorResponse how the protocol refuses
 */
export function createGate<Route extends string>(secret: string, errorResponse: ErrorResponse): Gate<Route> {
  const faults = createFaults<Route>(errorResponse)
  const requests: LoggedRequest<Route>[] = []
  let outage: { retryAfter?: number | string } | undefined
  let closed = false

  const unavailable = () => {
    if (closed) return errorResponse(503, 'This config API was closed')
    if (!outage) return undefined
    const { retryAfter } = outage
    const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }
    return errorResponse(503, 'The service is down', headers)
  }

  return {
    async pass(route, c, answer) {
      const answered = logRequest(requests, c.req.raw, route, secret)
      // Asked again after the fault: a slow request may find the service gone down meanwhile.
      const instead = unavailable() ?? (await faults.meet(route, c.req.raw.signal)) ?? unavailable()
      if (!instead) await answer()
      answered((instead ?? c.res).status)
      return instead
    },
    controls: {
      down(options = {}) {
        outage = options
      },
      up() {
        outage = undefined
      },
      fail: faults.add,
      heal: faults.clear,
      close() {
        closed = true
        faults.clear()
      },
      requests,
      count: (route) =>
        route === undefined ? requests.length : requests.filter((request) => request.route === route).length,
    },
  }
}
