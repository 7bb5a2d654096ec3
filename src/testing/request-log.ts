import type { HarnessRoute } from './harness/types.js'

/**
 * A request that a test API received. It holds no SDK key and no token, so it may be printed.
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
  /** The status of the response. Null until there is one. For a stream, there is one as soon as it opens. */
  readonly status: number | null
  /** The headers about the client and the body, by lower-case name. No credentials. */
  readonly headers: Readonly<Record<string, string>>
}

const QUERY = ['cluster', 'rules']

/** A list of headers to keep, not of headers to drop: a new credential header cannot slip through. */
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
 * @param secret replaced wherever a client may have put it by mistake, such as in the path
 * @returns a function to call with the status of the response
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
