/** A Harness config API whose responses are ready, so that the workers do not wait for it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type HarnessDocument, harnessLogin } from '../harness-format.js'

export interface StaticApi {
  readonly bindings: Readonly<Record<string, string>>
  readonly bytes: number
  close(): void
}

export const startStaticApi = async ({ flags, segments }: HarnessDocument): Promise<StaticApi> => {
  const responses = {
    auth: Buffer.from(harnessLogin()),
    'feature-configs': Buffer.from(JSON.stringify(flags)),
    'target-segments': Buffer.from(JSON.stringify(segments)),
  }
  const server = createServer(({ url = '' }, response) => {
    const [, body] = Object.entries(responses).find(([path]) => url.includes(path)) ?? []
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    bindings: { HARNESS_SDK_KEY: 'bench', HARNESS_BASE_URL: url, HARNESS_EVENTS_URL: url },
    bytes: responses['feature-configs'].length + responses['target-segments'].length,
    close: () => server.close(),
  }
}
