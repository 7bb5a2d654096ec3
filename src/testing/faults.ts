import type { ErrorResponse } from './error-response.js'
import type { HarnessRoute } from './harness-types.js'
import { poll } from './poll.js'

/** Statuses for which a Response refuses any body. */
const BODILESS = new Set([204, 205, 304])

/**
 * A fault to play instead of, or before, an answer. With none of the optional fields: status 500.
 *
 * @typeParam Route the routes of the protocol; default: those of Harness
 */
export interface Fault<Route extends string = HarnessRoute> {
  /** Which route misbehaves; default: any, and the next request takes it. */
  route?: Route
  /** How many requests meet it; default: all, until `heal()`. Faults on one route are met in the order given. */
  times?: number
  /** The status, 200 to 599; default 500, or 503 with `retryAfter`, or 200 with `body`. */
  status?: number
  /** The `Retry-After` header: seconds, or the text of a date. */
  retryAfter?: number | string
  /** The body: a string is sent as it is (`'{"half'`), anything else as JSON; default: an error body. */
  body?: unknown
  /** Waits so many milliseconds first. On its own the request is then answered normally: slow, not wrong. */
  delayMs?: number
  /** Never answers: until `heal()` or `close()`, or until the client gives up. */
  hang?: true
}

/** The scripted faults of a config API. */
export interface Faults<Route extends string> {
  add(fault: Fault<Route>): void
  clear(): void
  /** Plays the fault this request meets, if any; undefined: answer it normally. */
  meet(route: Route | 'unknown', signal: AbortSignal): Promise<Response | undefined>
}

/** Creates an empty script of faults. */
export function createFaults<Route extends string>(errorResponse: ErrorResponse): Faults<Route> {
  let script: { fault: Fault<Route>; left: number }[] = []
  // Counts the healings: a request that waits compares it with the count it met, as its fault may be long spent.
  let healings = 0

  return {
    add(fault) {
      assertFault(fault)
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
      if (fault.delayMs !== undefined) {
        await poll(released, fault.delayMs)
        const wrong = fault.status ?? fault.body ?? fault.retryAfter
        if (wrong === undefined) return undefined
      }
      return respond(fault, errorResponse)
    },
  }
}

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

function assertFault({ status, times, delayMs, body }: Fault<string>): void {
  if (status !== undefined && !(Number.isInteger(status) && status >= 200 && status <= 599)) {
    throw new RangeError(`config API: a fault's status must be 200 to 599, got ${status}`)
  }
  if (status !== undefined && body !== undefined && BODILESS.has(status)) {
    throw new RangeError(`config API: a response with status ${status} cannot have a body`)
  }
  if (times !== undefined && !(times >= 1)) {
    throw new RangeError(`config API: a fault happens once or more times, got ${times}`)
  }
  if (delayMs !== undefined && !(Number.isFinite(delayMs) && delayMs >= 0)) {
    throw new RangeError(`config API: a fault's delayMs must be milliseconds, zero or more, got ${delayMs}`)
  }
}
