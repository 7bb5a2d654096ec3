import { flagbase } from 'burgee/flagbase'
import { memory } from 'burgee/memory'
import { scheduledRefresh } from 'burgee/refresh'
import { createFlagbaseApi, type FlagbaseApiOptions } from 'burgee/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

const flags = ['one', 'two', 'three'].map((flagKey) => ({
  flagKey,
  useFallthrough: true,
  fallthroughVariations: [{ variationKey: 'control', weight: 100 }],
}))

/** A refresh that fetches from a Flagbase API in memory. */
const connect = (options: FlagbaseApiOptions = {}) => {
  const api = createFlagbaseApi({ flags, ...options })
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  const refresh = scheduledRefresh({
    provider: flagbase({ sdkKey: 'demo-key', pollingServiceUrl: 'http://poller.test' }),
    store: memory(),
    logLevel: 'silent',
  })
  const run = () => refresh({})
  const seen = () => api.requests.map(({ status, headers }) => [status, headers['etag']])
  return { api, run, seen }
}

describe('scheduledRefresh, as a client of createFlagbaseApi', () => {
  it('publishes, then finds nothing new by the ETag, then publishes a change', async () => {
    const { api, run, seen } = connect()
    expect(await run()).toMatchObject({ status: 'published', flags: 3, issues: [] })
    expect(await run()).toMatchObject({ status: 'unchanged' })
    api.updateFlag('two', { fallthroughVariations: [{ variationKey: 'treatment', weight: 100 }] })
    expect(await run()).toMatchObject({ status: 'published', flags: 3 })
    const etag = expect.stringMatching(/^[0-9a-f]{64}$/)
    expect(seen()).toEqual([
      [200, 'initial'],
      [304, etag],
      [200, etag],
    ])
  })

  it('fails with a wrong key', async () => {
    const { run, seen } = connect({ sdkKey: 'other-key' })
    expect(await run()).toMatchObject({ status: 'failed', reason: 'unauthorized' })
    expect(seen()).toEqual([[403, 'initial']])
  })

  it('recovers from a fault on its own', async () => {
    const { api, run, seen } = connect()
    api.fail({ status: 503, times: 1 })
    expect(await run()).toMatchObject({ status: 'published' })
    expect(seen()).toEqual([
      [503, 'initial'],
      [200, 'initial'],
    ])
  })
})
