/** A Harness config API that answers with text made beforehand, so that it is not what is waited for. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HarnessDocument } from '../harness-format.js'

export interface StaticApi {
  readonly bindings: Readonly<Record<string, string>>
  readonly bytes: number
  close(): void
}

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const claims = { environment: 'bench', environmentIdentifier: 'bench', clusterIdentifier: '1' }

export const startStaticApi = async ({ flags, segments }: HarnessDocument): Promise<StaticApi> => {
  const authToken = `${encode({ alg: 'none' })}.${encode(claims)}.signature`
  const answers = {
    auth: Buffer.from(JSON.stringify({ authToken })),
    'feature-configs': Buffer.from(JSON.stringify(flags)),
    'target-segments': Buffer.from(JSON.stringify(segments)),
  }
  const server = createServer(({ url = '' }, response) => {
    const [, body] = Object.entries(answers).find(([path]) => url.includes(path)) ?? []
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    bindings: { HARNESS_SDK_KEY: 'bench', HARNESS_BASE_URL: url, HARNESS_EVENTS_URL: url },
    bytes: answers['feature-configs'].length + answers['target-segments'].length,
    close: () => server.close(),
  }
}
