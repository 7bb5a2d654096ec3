import type { Hono } from 'hono'

/**
 * The `fetch` of a test API. Give it to a server, or put it in place of the global `fetch`: no port is needed then,
 * and an aborted signal rejects. A server passes its environment as the second argument, so `init` is read only with
 * a URL.
 */
export interface ApiFetch {
  (request: Request, env?: unknown, ctx?: unknown): Promise<Response>
  (input: Request | URL | string, init?: RequestInit): Promise<Response>
}

/** Makes an app's `fetch` usable in place of the global one. */
export function toFetch(app: Hono): ApiFetch {
  return (input: Request | URL | string, init?: unknown) => {
    // With a URL, the second argument is an init: no other signature takes a URL.
    const request =
      typeof input === 'string' || input instanceof URL
        ? new Request(input.toString(), init as RequestInit | undefined)
        : input
    return unlessAborted(Promise.resolve(app.fetch(request)), request.signal)
  }
}

/** Rejects with the signal's reason if it aborts before the response, as the global fetch does. */
function unlessAborted(response: Promise<Response>, signal: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    response.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
