import type { Hono } from 'hono'

/**
 * Answers as a server, and may as well stand in for the global `fetch` in a client that lets it be replaced: no
 * port is needed then, and an aborted signal rejects. A server passes its environment after the request, so
 * `init` counts with a URL only.
 */
export interface ConfigApiFetch {
  (request: Request, env?: unknown, ctx?: unknown): Promise<Response>
  (input: Request | URL | string, init?: RequestInit): Promise<Response>
}

/** An app's answers, by a function that also does for the global `fetch`. */
export function toFetch(app: Hono): ConfigApiFetch {
  return (input: Request | URL | string, init?: unknown) => {
    // With a URL, the second argument is an init, by the only signature that takes a URL.
    const request =
      typeof input === 'string' || input instanceof URL
        ? new Request(input.toString(), init as RequestInit | undefined)
        : input
    return unlessAborted(Promise.resolve(app.fetch(request)), request.signal)
  }
}

/** The answer, or a rejection with the signal's reason should it abort first, as the global fetch does. */
function unlessAborted(answer: Promise<Response>, signal: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
