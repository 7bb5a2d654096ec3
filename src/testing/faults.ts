import type { ErrorResponse } from './error-response.js'
import type { HarnessRoute } from './harness/types.js'
import { poll } from './poll.js'

/** Statuses whose Response must not have a body. */
const BODILESS = new Set([204, 205, 304])

/**
 * A fault that requests meet. With no optional field, the response is a 500.
 *
 * @typeParam Route the routes of the protocol; default: those of Harness
 */
export interface Fault<Route extends string = HarnessRoute> {
  /** The route that misbehaves. Default: any route, so the next request meets the fault. */
  route?: Route
  /** How many requests meet it. Default: all, until `heal()`. Faults on one route are met in the order given. */
  times?: number
  /** The status, 200 to 599. Default: 500, or 503 with `retryAfter`, or 200 with `body`. */
  status?: number
  /** The `Retry-After` header: seconds, or a date as a string. */
  retryAfter?: number | string
  /** The body. A string is sent as it is (`'{"half'`), anything else as JSON. Default: an error body. */
  body?: unknown
  /** Waits first, this many seconds. Alone, the response is then the normal one: slow, not wrong. */
  delay?: number
  /** @deprecated Use `delay`, in seconds. */
  delayMs?: number
  /** Holds the request until `heal()` or `close()`, or until the client gives up. */
  hang?: true
}

/** The scripted faults of a test API. */
export interface Faults<Route extends string> {
  add(fault: Fault<Route>): void
  clear(): void
  /** Plays the fault that this request meets. Undefined if the request gets its normal response. */
  meet(route: Route | 'unknown', signal: AbortSignal): Promise<Response | undefined>
}

/** Creates an empty script of faults. */
export function createFaults<Route extends string>(errorResponse: ErrorResponse): Faults<Route> {
  let script: { fault: Fault<Route>; left: number }[] = []
  // A waiting request compares this with the count it saw at first, because its own fault may have left the script.
  let healings = 0

  return {
    add(fault) {
      checkFault(fault)
      script.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY })
    },

    clear() {
      script = []
      healings += 1
    },

    async meet(route, signal) {
      const scene = script.find(({ fault }) => fault.route === undefined || fault.route === route)
      if (!scene) return undefined
      scene.left -= 1
      if (scene.left <= 0) script = script.filter((other) => other !== scene)

      const { fault } = scene
      const met = healings
      const released = () => signal.aborted || healings !== met
      if (fault.hang) {
        await poll(released)
        return errorResponse(503, 'The fault that held this request is over')
      }
      const delayMs = delayOf(fault)
      if (delayMs !== undefined) {
        await poll(released, delayMs)
        const wrong = fault.status ?? fault.body ?? fault.retryAfter
        if (wrong === undefined) return undefined
      }
      return respond(fault, errorResponse)
    },
  }
}

/** Milliseconds. */
const delayOf = ({ delay, delayMs }: Fault<string>): number | undefined =>
  delay === undefined ? delayMs : delay * 1000

function respond(fault: Fault<string>, errorResponse: ErrorResponse): Response {
  const headers = fault.retryAfter === undefined ? {} : { 'Retry-After': String(fault.retryAfter) }
  if (fault.body === undefined) {
    const status = fault.status ?? (fault.retryAfter === undefined ? 500 : 503)
    return BODILESS.has(status)
      ? new Response(null, { status, headers })
      : errorResponse(status, 'A fault scripted by the test', headers)
  }
  const text = typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body)
  return new Response(text, {
    status: fault.status ?? (fault.retryAfter === undefined ? 200 : 503),
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
  })
}

function checkFault(fault: Fault<string>): void {
  const { status, times, body } = fault
  if (status !== undefined && !(Number.isInteger(status) && status >= 200 && status <= 599)) {
    throw new RangeError(`fail: status must be 200 to 599, got ${status}`)
  }
  if (status !== undefined && body !== undefined && BODILESS.has(status)) {
    throw new RangeError(`fail: a response with status ${status} cannot have a body`)
  }
  if (times !== undefined && !(times >= 1)) {
    throw new RangeError(`fail: times must be 1 or more, got ${times}`)
  }
  const delayMs = delayOf(fault)
  if (delayMs !== undefined && !(Number.isFinite(delayMs) && delayMs >= 0)) {
    throw new RangeError(`fail: delay must be 0 seconds or more, got ${delayMs / 1000}`)
  }
}
