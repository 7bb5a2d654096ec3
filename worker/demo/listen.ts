import type { Server } from 'node:http'
import { serve } from '@hono/node-server'

export interface Listening {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Serves on a free port of this machine. */
export const listen = (fetch: (request: Request) => Promise<Response>): Promise<Listening> =>
  new Promise((resolve) => {
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      const close = async () => {
        server.closeAllConnections()
        await new Promise((closed) => server.close(closed))
      }
      resolve({ url: `http://127.0.0.1:${port}`, close })
    }) as Server
  })
