import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'

/** An origin with one page, which it serves in several ways. */
export interface Origin {
  readonly url: string
  /** Sends the second half of the page at `/held`. The first half is sent immediately. */
  release(): void
  stop(): Promise<void>
}

/** The nonce of the only script that the page's policy allows. The script runs while the page still loads. */
const NONCE = 'b3JpZ2lu'
export const FIRST_HALF = `<!doctype html><html><head><meta charset="utf-8"><title>Origin</title><script nonce="${NONCE}">window.early = [document.readyState, document.querySelector('#burgee-flags')?.textContent]</script></head><body><p>first</p>`
export const SECOND_HALF = '<p>second: ü</p></body></html>'

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; script-src 'nonce-${NONCE}'`,
  etag: '"origin"',
  'last-modified': 'Sun, 22 Nov 2026 00:00:00 GMT',
}

export const startOrigin = async (): Promise<Origin> => {
  const held = new Set<ServerResponse>()
  const whole = Buffer.from(FIRST_HALF + SECOND_HALF)

  const answer = ({ url, method, headers }: IncomingMessage, response: ServerResponse): void => {
    const send = (body: Buffer, more: object = {}) =>
      response
        .writeHead(200, { ...HEADERS, 'content-length': body.length, ...more })
        .end(method === 'HEAD' ? undefined : body)

    if (headers['if-none-match'] === HEADERS.etag) response.writeHead(304, HEADERS).end()
    else if (url === '/gzip') send(gzipSync(whole), { 'content-encoding': 'gzip' })
    else if (url === '/br') send(brotliCompressSync(whole), { 'content-encoding': 'br' })
    else if (url === '/json') send(Buffer.from('{}'), { 'content-type': 'application/json' })
    else if (url === '/public') send(whole, { 'cache-control': 'public, max-age=60' })
    else if (url === '/held') {
      held.add(response.writeHead(200, HEADERS))
      response.write(FIRST_HALF)
    } else send(whole)
  }

  const server = createServer(answer)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    release() {
      for (const response of held) response.end(SECOND_HALF)
      held.clear()
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
