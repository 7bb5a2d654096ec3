import { type Client, Event, type Options } from '@harnessio/ff-nodejs-server-sdk'
import type { HarnessApiOptions } from 'burgee/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectSdk, startConfigApi } from '../../kit/harness-sdk.js'
import { beta, darkMode, greeting, pageSize, theme } from './fixtures.js'

const ada = { identifier: 'ada', name: 'Ada', attributes: { email: 'ada@example.org', plan: 'pro' } }
const bob = { identifier: 'bob', name: 'Bob', attributes: { email: 'bob@example.com' } }

const start = (options: HarnessApiOptions = {}) =>
  startConfigApi({ flags: [darkMode, greeting, pageSize, theme], segments: [beta], ...options })

async function ready(url: string, options?: Options): Promise<Client> {
  const { client } = connectSdk(url, 'demo-key', options)
  onTestFinished(() => client.close())
  return client.waitForInitialization()
}

describe('the official Node SDK, as a client of createHarnessApi', () => {
  it('initializes, and evaluates every kind of flag and a segment’s rule', async () => {
    const { api, url } = await start()
    const client = await ready(url)
    expect(await client.boolVariation('dark-mode', ada, false)).toBe(true)
    expect(await client.boolVariation('dark-mode', bob, true)).toBe(false)
    expect(await client.stringVariation('greeting', ada, '')).toBe('HELLO')
    expect(await client.numberVariation('page-size', ada, 0)).toBe(50)
    expect(await client.jsonVariation('theme', ada, {})).toEqual({ accent: 'teal', radius: 4 })
    expect(await client.boolVariation('unknown', ada, true)).toBe(true)
    await expect.poll(() => api.openStreams).toBe(1)
    const routes = api.requests.map((request) => `${request.route} ${request.status}`)
    expect(routes.sort()).toEqual(['auth 200', 'flags 200', 'segments 200', 'stream 200'])
    for (const request of api.requests.slice(1)) {
      expect(request).toMatchObject({
        query: { cluster: '1' },
        headers: { 'harness-accountid': 'test-account' },
      })
    }
  })

  it('receives changes of flags and segments through the stream', async () => {
    // Many heartbeats: the SDK would drop a message that shares a chunk with one.
    const { api, url } = await start({ heartbeat: 0.025 })
    const client = await ready(url)
    const changed: unknown[] = []
    client.on(Event.CHANGED, (identifier) => changed.push(identifier))
    await expect.poll(() => api.openStreams).toBe(1)

    api.updateFlag('greeting', { defaultServe: { variation: 'plain' } })
    await expect.poll(() => client.stringVariation('greeting', bob, '')).toBe('hello')
    expect(changed).toEqual(['greeting'])

    api.setFlag({ ...greeting, feature: 'farewell' })
    await expect.poll(() => client.stringVariation('farewell', bob, '')).toBe('HELLO')

    api.updateSegment('beta', { included: [{ identifier: 'bob' }] })
    await expect.poll(() => client.boolVariation('dark-mode', bob, false)).toBe(true)

    api.deleteFlag('dark-mode')
    await expect.poll(() => client.boolVariation('dark-mode', bob, false)).toBe(false)

    api.setFlag(darkMode)
    await expect.poll(() => client.boolVariation('dark-mode', bob, false)).toBe(true)
    expect(api.count('flags')).toBe(1)
  })

  it('sends metrics in the wire format when it closes', async () => {
    const { api, url } = await start()
    const { client } = connectSdk(url)
    await client.waitForInitialization()
    for (let i = 0; i < 3; i++) await client.boolVariation('dark-mode', ada, false)
    await client.boolVariation('dark-mode', bob, false)
    await client.boolVariation('dark-mode', { ...bob, identifier: 'anyone', anonymous: true }, false)
    await client.stringVariation('greeting', undefined, '')
    client.close()
    await expect.poll(() => api.metrics).toHaveLength(1)
    expect(api.rejectedMetrics).toEqual([])
    expect(api.evaluations()).toEqual({ 'dark-mode/true': 3, 'dark-mode/false': 2, 'greeting/loud': 1 })
    expect(api.metrics[0]?.targetData?.map((target) => target.identifier)).toEqual(['ada', 'bob'])
  })

  it('leaves no stream open when it closes', async () => {
    const { api, url } = await start()
    const { client } = connectSdk(url)
    await client.waitForInitialization()
    await expect.poll(() => api.openStreams).toBe(1)
    client.close()
    await expect.poll(() => api.openStreams).toBe(0)
  })

  it('with a wrong key is refused, and does not retry', async () => {
    const { api, url } = await start()
    // Not closed: the close() of a client that never authenticated throws.
    const { client } = connectSdk(url, 'wrong-key')
    await expect(client.waitForInitialization()).rejects.toThrow('403')
    expect(await client.boolVariation('dark-mode', ada, false)).toBe(false)
    expect(api.requests.map((request) => [request.route, request.status])).toEqual([['auth', 403]])
  })

  it('recovers from a fault on its own', async () => {
    const { api, url } = await start()
    api.fail({ route: 'flags', status: 503, times: 1 })
    const client = await ready(url, { enableStream: false })
    expect(await client.boolVariation('dark-mode', ada, false)).toBe(true)
    expect(api.count('flags')).toBe(2)
  })
})
