/**
 * The Harness Node SDK, without metrics. It gets flags only through its HTTP client. The bench leaves that out: it
 * writes the flags into the cache of the SDK's repository, in the repository's format.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client, type Options } from '@harnessio/ff-nodejs-server-sdk'
import { type HarnessDocument, harnessDocument, harnessLogin } from '../harness-format.js'
import { type Peer, quietLogger, session } from './contract.js'

/** A config API without flags. The SDK can log in to it. */
const startEmptyApi = async () => {
  const login = harnessLogin()
  const server = createServer(({ url = '' }, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(url.includes('/client/auth') ? login : '[]')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, server }
}

const connect = async () => {
  const { url, server } = await startEmptyApi()
  const stored = new Map<string, unknown>()
  const options: Options = {
    baseUrl: url,
    eventsUrl: url,
    enableStream: false,
    enableAnalytics: false,
    pollInterval: 3_600_000,
    logger: quietLogger,
    cache: {
      get: (key) => stored.get(key),
      set: (key, value) => void stored.set(key, value),
      delete: (key) => void stored.delete(key),
      *keys() {
        yield* stored.keys()
      },
    },
    // By default the SDK keeps flags in a file that all clients share. An undefined option turns that off.
    store: undefined as never,
  }
  const client = new Client('bench', options)
  await client.waitForInitialization()
  return { client, stored, server }
}

let prepared: Awaited<ReturnType<typeof connect>> | undefined

/** Connects the client that the next `open` returns, so that a timed `open` does not include the connection. */
export const prepareHarness = async (): Promise<void> => {
  prepared = await connect()
}

export const harness: Peer = {
  name: 'Harness Node SDK',
  asynchronous: true,
  document: (project) => JSON.stringify(harnessDocument(project)),
  async open(document) {
    const { client, stored, server } = prepared ?? (await connect())
    prepared = undefined
    const { flags, segments } = JSON.parse(document) as HarnessDocument
    for (const flag of flags) stored.set(`flags/${flag.feature}`, flag)
    for (const segment of segments) stored.set(`segments/${segment.identifier}`, segment)
    const keys = flags.map(({ feature }) => feature)
    return session({
      context: (target) => ({ ...target, name: target.identifier }),
      bool: (target, key, fallback) => client.boolVariation(key, target, fallback),
      async all(target) {
        const values: Record<string, boolean> = {}
        for (const key of keys) values[key] = await client.boolVariation(key, target, false)
        return values
      },
      close() {
        client.close()
        server.closeAllConnections()
        server.close()
      },
    })
  },
}
