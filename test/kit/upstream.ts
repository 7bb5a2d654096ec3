import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server whose responses wait until the test releases them. */
export interface Upstream {
  readonly url: string
  /** How many requests it received. */
  readonly calls: number
  /** How many of them the caller aborted. */
  readonly abandoned: number
  /** Makes the next requests wait. At most this many. */
  hold(most?: number): void
  /** Responds to all that wait, and to later requests immediately. */
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
