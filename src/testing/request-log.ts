import type { HarnessRoute } from './harness-types.js'

/**
 * One request the config API received. Holds no SDK key and no token, so it may be printed.
 *
 * @typeParam Route the routes of the protocol; default: those of Harness
 */
export interface LoggedRequest<Route extends string = HarnessRoute> {
  readonly method: string
  /** The path without its query, such as `/api/1.0/client/auth`. */
  readonly path: string
  /** The query parameters of the protocol that were sent: `cluster`, `rules`. */
  readonly query: Readonly<Record<string, string>>
  readonly route: Route | 'unknown'
  /** The status answered; null as long as there is no answer. For a stream: when it opened. */
  readonly status: number | null
  /** The headers that say who asks and what was sent, by lower-case name; no credentials. */
  readonly headers: Readonly<Record<string, string>>
}

const QUERY = ['cluster', 'rules']

/** A list of what may be kept, rather than of what may not: a new credential header cannot slip through. */
const HEADERS = [
  'accept',
  'cache-control',
  'content-type',
  'etag',
  'harness-accountid',
  'harness-environmentid',
  'harness-sdk-info',
  'user-agent',
]

/**
 * Adds a request to the log.
 *
 * @param secret blotted out wherever a confused client may have put it, such as in the path
 * @returns what to call with the status, once there is one
 */
export function logRequest<Route extends string>(
  log: LoggedRequest<Route>[],
  request: Request,
  route: Route | 'unknown',
  secret: string,
): (status: number) => void {
  const url = new URL(request.url)
  const clean = (value: string) => value.replaceAll(secret, '[sdk key]')
  const present = (names: string[], get: (name: string) => string | null) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = get(name)
        return value === null ? [] : [[name, clean(value)]]
      }),
    )

  const entry = {
    method: request.method,
    path: clean(url.pathname),
    query: present(QUERY, (name) => url.searchParams.get(name)),
    route,
    status: null as number | null,
    headers: present(HEADERS, (name) => request.headers.get(name)),
  }
  log.push(entry)
  return (status) => {
    entry.status = status
  }
}
