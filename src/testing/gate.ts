import type { Context, Hono } from 'hono'
import type { ApiFetch } from './api-fetch.js'
import type { ErrorResponse } from './error-response.js'
import { createFaults, type Fault } from './faults.js'
import { type LoggedRequest, logRequest } from './request-log.js'

/** What the test APIs of all protocols have. */
export interface TestApi<Route extends string> {
  /** Serves the protocol. Any other request gets an error in the form of the protocol. */
  readonly app: Hono
  /** Handles a request. Give it to a server: `serve({ fetch: api.fetch })`, `export default { fetch: api.fetch }`. */
  readonly fetch: ApiFetch
  /** The only SDK key that the API accepts. */
  readonly sdkKey: string

  /** Answers 503 on every route from now on, and ends open streams. `retryAfter`: seconds, or a date as a string. */
  down(options?: { retryAfter?: number | string }): void
  /** Ends `down()`. */
  up(): void
  /** Scripts a fault. Throws a RangeError if its status, count or delay is out of range. */
  fail(fault: Fault<Route>): void
  /** Forgets all scripted faults, and releases the requests that they hold. */
  heal(): void
  /** Ends the streams, releases the held requests, and answers 503 from now on. Call it when a test ends. */
  close(): void

  /** Every request received, in order of arrival. Holds no SDK key and no token. */
  readonly requests: readonly LoggedRequest<Route>[]
  /** How many requests a route has received. Without a route: how many requests in total. */
  count(route?: Route | 'unknown'): number
}

/** Stands before the routes: logs every request, and responds in their place during an outage or a fault. */
export interface Gate<Route extends string> {
  /**
   * Lets a request pass.
   *
   * @param handle runs the route, which leaves its response in `c.res`
   * @returns the response to send in place of the route's; undefined if the route has run
   */
  pass(route: Route | 'unknown', c: Context, handle: () => Promise<void>): Promise<Response | undefined>
  /** The part of it that tests use. */
  readonly controls: Omit<TestApi<Route>, 'app' | 'fetch' | 'sdkKey'>
}

/**
 * Creates the gate of a test API.
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
    if (closed) return errorResponse(503, 'This test API was closed')
    if (!outage) return undefined
    const { retryAfter } = outage
    const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }
    return errorResponse(503, 'The service is down', headers)
  }

  return {
    async pass(route, c, handle) {
      const done = logRequest(requests, c.req.raw, route, secret)
      // Checked again after the fault: the service may have gone down while a slow request waited.
      const instead = unavailable() ?? (await faults.meet(route, c.req.raw.signal)) ?? unavailable()
      if (!instead) await handle()
      done((instead ?? c.res).status)
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
