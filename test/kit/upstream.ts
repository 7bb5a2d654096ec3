import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server whose answers come when the test says so. */
export interface Upstream {
  readonly url: string
  /** How many requests it was sent. */
  readonly calls: number
  /** How many of them were given up by the caller. */
  readonly abandoned: number
  /** Keeps the next requests waiting, this many at most. */
  hold(most?: number): void
  /** Answers all that wait, and from now on at once. */
  release(): void
  stop(): Promise<void>
}

export const startUpstream = async (): Promise<Upstream> => {
  const waiting = new Set<ServerResponse>()
  let calls = 0
  let abandoned = 0
  let toHold = 0
  const server = createServer((_, response) => {
    calls++
    response.once('close', () => {
      if (!response.writableFinished) abandoned++
      waiting.delete(response)
    })
    if (toHold-- > 0) waiting.add(response)
    else response.end('go on')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    get calls() {
      return calls
    },
    get abandoned() {
      return abandoned
    },
    hold(most = Number.POSITIVE_INFINITY) {
      toHold = most
    },
    release() {
      toHold = 0
      for (const response of waiting) response.end('go on')
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
