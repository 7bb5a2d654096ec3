import { createFlags } from 'burgee'
import { type FlagbaseOptions, flagbase, flagbaseDialect, flagbaseReader } from 'burgee/flagbase'
import { scheduledRefresh } from 'burgee/refresh'
import { describe, expect, it } from 'vitest'
import { flag, weighted } from '../../conformance/flagbase-build.js'
import { env, KEY, setUp, URL } from './polling-service.js'

describe('flagbase()', () => {
  it('is a provider of that name', () => {
    expect(flagbase()).toMatchObject({ name: 'flagbase' })
  })

  it.each([['murmur3'], [''], [null], [256]])('throws immediately if bucketing is %j', (bucketing) => {
    expect(() => flagbase({ bucketing } as unknown as FlagbaseOptions)).toThrow(
      new TypeError(`flagbase: bucketing must be 'sha256' or 'xxhash64', not ${bucketing}`),
    )
  })

  it('reads key and URL from options, otherwise from bindings, and trims both', async () => {
    const { service, refresh, refreshWith } = setUp()
    await refresh({ FLAGBASE_SDK_KEY: ` ${KEY}\n`, FLAGBASE_POLLING_SERVICE_URL: ` ${URL} ` })
    await refreshWith({ sdkKey: ' mine\n', pollingServiceUrl: ' http://relay.invalid ' })(env)
    await refresh({ FLAGBASE_SDK_KEY: KEY, FLAGBASE_POLLING_SERVICE_URL: '' })
    expect(service.requests.map(({ url, headers }) => [url, headers['x-sdk-key']])).toEqual([
      [URL, KEY],
      ['http://relay.invalid/', 'mine'],
      ['https://poller.core.flagbase.com/', KEY],
    ])
  })

  it.each([
    ['poller.example.com'],
    ['ftp://poller.example.com'],
    ['https:///poller'],
    ['https://user:hunter2@poller.example.com'],
    ['https://user:hunter/2@poller.example.com'],
  ])('a URL of %s is refused, and not repeated', async (url) => {
    const { service, refresh, refreshWith, lines } = setUp()
    const results = [
      await refresh({ ...env, FLAGBASE_POLLING_SERVICE_URL: url }),
      await refreshWith({ pollingServiceUrl: url })(env),
    ]
    const message = 'FLAGBASE_POLLING_SERVICE_URL must be an http or https URL without a password'
    for (const result of results)
      expect(result).toEqual({ status: 'failed', reason: 'misconfigured', message })
    expect(JSON.stringify(results) + lines).not.toContain(url)
    expect(service.requests).toEqual([])
  })

  it.each(['two words', 'line\nbreak', 'schlüssel', 'null\u0000', '鍵', 'tab\there'])(
    'a key that no header can hold is refused, and not repeated: %j',
    async (key) => {
      const { service, refresh, refreshWith, lines } = setUp()
      const results = [
        await refresh({ ...env, FLAGBASE_SDK_KEY: key }),
        await refreshWith({ sdkKey: key })(env),
      ]
      for (const result of results) {
        expect(result).toMatchObject({
          status: 'failed',
          reason: 'misconfigured',
          message: expect.stringMatching(/^FLAGBASE_SDK_KEY has .* that cannot be sent: copy the key again$/),
        })
      }
      expect(lines.join() + JSON.stringify(results)).not.toContain(JSON.stringify(key).slice(1, -1))
      expect(service.requests).toEqual([])
    },
  )

  it('sends no metrics, and logs nothing about them', () => {
    expect(flagbase().sink).toBeUndefined()
  })

  it('a sink of your own gets the evaluations', async () => {
    const { refresh, store } = setUp()
    await refresh(env)
    const sent: unknown[] = []
    const sink = {
      send: async (batch: object) => {
        sent.push(batch)
        return undefined
      },
    }
    const flags = createFlags({ provider: flagbase(), store, env, sink, logLevel: 'silent' })
    await flags.ready()
    flags.forTarget({ identifier: 'ada' }).variation('one', '')
    await flags.flush()
    expect(sent).toMatchObject([
      { evaluations: [{ flag: 'one', variation: 'control', value: 'control', count: 1 }] },
    ])
  })

  it('is not polled more often than every three seconds', () => {
    expect(() => createFlags({ provider: flagbase(), env, pollInterval: 2.9 })).toThrow(
      /pollInterval must be .* from 3 to \d+, not 2\.9/,
    )
  })

  it('has a reader for requests alone, which the cron’s side refuses', async () => {
    const { refresh, store } = setUp()
    await refresh(env)
    const reader = createFlags({ provider: flagbaseReader(), store, logLevel: 'silent' })
    expect(await reader.ready()).toBe(true)
    expect(reader.forTarget({ identifier: 'ada' }).variation('one', '')).toBe('control')
    await reader.refresh()
    expect(
      await scheduledRefresh({ provider: flagbaseReader(), store, logLevel: 'silent' })(env),
    ).toMatchObject({
      status: 'failed',
      reason: 'misconfigured',
      message: expect.stringContaining('it only serves requests'),
    })
  })

  it('is what evaluates Flagbase’s snapshots; without it or its dialect they are refused', async () => {
    const { service, refresh, store } = setUp()
    service.flags = [flag('one', { fallthroughVariations: weighted({ a: 50, b: 50 }) })]
    await refresh(env)
    const snapshot = (await store.read()) ?? ''
    expect(() => createFlags({ snapshot })).toThrow(/dialect flagbase, not harness: pass the provider/)
    for (const options of [{ provider: flagbase() }, { dialect: flagbaseDialect }]) {
      const flags = createFlags({ snapshot, ...options }).forTarget({ identifier: 'ada' })
      expect(['a', 'b']).toContain(flags.variation('one', ''))
    }
  })
})
