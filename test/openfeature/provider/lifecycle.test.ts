/** The provider's life in the SDK: options, initialization, domains, replacement, shutdown. */
import { OpenFeature, ProviderEvents, ProviderStatus } from '@openfeature/server-sdk'
import { type CreateFlagsOptions, createFlags } from 'burgee'
import { harness } from 'burgee/harness'
import { type BurgeeProviderOptions, burgeeProvider } from 'burgee/openfeature'
import { describe, expect, it, vi } from 'vitest'
import { ENV, fakeFetch } from '../../kit/fake-fetch.js'
import { darkMode, snapshotServing } from '../../kit/flags.js'
import { bundled, hear, newDomain, recordingSink, store, withSdk } from '../../kit/openfeature.js'
import { recorder } from '../../kit/record.js'
import { eventually } from '../../kit/wait.js'

withSdk()

describe('options', () => {
  it.each<[string, CreateFlagsOptions, BurgeeProviderOptions]>([
    [
      'burgeeProvider: readyTimeout must be a number of seconds from 0.001 to 2000000, not 0',
      {},
      { readyTimeout: 0 },
    ],
    [
      'staleAfter must be a number of seconds from 0.001 to 2000000, not 60s',
      {},
      { staleAfter: '60s' as never },
    ],
    ['waitUntil must be a function, not object', {}, { waitUntil: {} as never }],
    ['onTrack must be a function, not string', {}, { onTrack: 'log' as never }],
    [
      'pollInterval must be a number of seconds from 1 to 2000000, not 0',
      { provider: harness(), env: ENV, pollInterval: 0 },
      {},
    ],
  ])('that are not valid throw: %s', (message, source, options) => {
    expect(() => burgeeProvider({ logLevel: 'silent', ...source }, options)).toThrow(message)
  })

  it('throw for a snapshot that cannot be read', () => {
    expect(() => burgeeProvider({ snapshot: 'nonsense' })).toThrow('not a Burgee snapshot')
  })
})

describe('initialization', () => {
  it('is synchronous if there are flags: after setProvider the provider is ready', async () => {
    const domain = newDomain()
    const heard = hear(domain)
    OpenFeature.setProvider(domain, burgeeProvider(bundled))
    const client = OpenFeature.getClient(domain)
    expect(client.providerStatus).toBe(ProviderStatus.READY)
    expect(await client.getBooleanValue('dark-mode', false)).toBe(true)
    expect(heard, 'emitted once').toEqual([ProviderEvents.Ready])
  })

  it('waits for the config API', async () => {
    fakeFetch({ flags: [darkMode('on')] })
    const domain = newDomain()
    const heard = hear(domain)
    await OpenFeature.setProviderAndWait(
      domain,
      burgeeProvider({ provider: harness(), env: ENV, logLevel: 'silent' }),
    )
    expect(await OpenFeature.getClient(domain).getBooleanValue('dark-mode', false)).toBe(true)
    expect(heard).toEqual([ProviderEvents.Ready])
  })

  it('rejects after readyTimeout, and the provider is ready when flags come later', async () => {
    const domain = newDomain()
    const heard = hear(domain)
    const later = store(null)
    const provider = burgeeProvider({ store: later, logLevel: 'silent' }, { readyTimeout: 0.05 })
    await expect(OpenFeature.setProviderAndWait(domain, provider)).rejects.toThrow('there are no flags yet')
    const client = OpenFeature.getClient(domain)
    expect(client.providerStatus).toBe(ProviderStatus.ERROR)
    expect(await client.getBooleanDetails('dark-mode', false)).toMatchObject({
      errorCode: 'PROVIDER_NOT_READY',
    })
    await later.write(snapshotServing('on'))
    await provider.handle.ready()
    expect(client.providerStatus).toBe(ProviderStatus.READY)
    expect(await client.getBooleanValue('dark-mode', false)).toBe(true)
    expect(heard).toEqual([ProviderEvents.Error, ProviderEvents.Ready])
  })

  it.each<[string, CreateFlagsOptions]>([
    ['no key', { provider: harness(), env: {} }],
    ['a key that is refused', { provider: harness(), env: { ...ENV, HARNESS_SDK_KEY: 'wrong' } }],
  ])('is fatal if only a person can correct it: %s', async (_, options) => {
    fakeFetch({ flags: [darkMode('on')] })
    const domain = newDomain()
    const provider = burgeeProvider({ ...options, logLevel: 'silent' })
    await expect(OpenFeature.setProviderAndWait(domain, provider)).rejects.toMatchObject({
      code: 'PROVIDER_FATAL',
    })
    expect(OpenFeature.getClient(domain).providerStatus).toBe(ProviderStatus.FATAL)
  })

  it('with a bundled snapshot serves it, and ends when the store has been read', async () => {
    const domain = newDomain()
    const options = { ...bundled, store: store(snapshotServing('off')) }
    const initialized = OpenFeature.setProviderAndWait(domain, burgeeProvider(options))
    const client = OpenFeature.getClient(domain)
    expect(client.providerStatus).toBe(ProviderStatus.READY)
    await initialized
    expect(await client.getBooleanValue('dark-mode', true)).toBe(false)
  })

  it('in a worker, with a bundled snapshot, reads nothing: its requests do', async () => {
    const [domain, watched] = [newDomain(), store()]
    const read = vi.spyOn(watched, 'read')
    const provider = burgeeProvider({ ...bundled, store: watched }, { waitUntil: () => {} })
    await OpenFeature.setProviderAndWait(domain, provider)
    expect(read).not.toHaveBeenCalled()
  })

  it('with a bundled snapshot is ready without a key', async () => {
    const domain = newDomain()
    await OpenFeature.setProviderAndWait(domain, burgeeProvider({ ...bundled, provider: harness(), env: {} }))
    expect(OpenFeature.getClient(domain).providerStatus).toBe(ProviderStatus.READY)
  })
})

describe('load()', () => {
  it.each<[string, BurgeeProviderOptions]>([
    ['in a request', { waitUntil: () => {} }],
    ['without waitUntil', {}],
  ])('reads the store again a while after a read that failed: %s', async (_, options) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    const own = store()
    const read = vi.spyOn(own, 'read')
    const provider = burgeeProvider({ store: own, logLevel: 'silent' }, options)
    own.state.down = true
    expect(await provider.load()).toBe(false)
    own.state.down = false
    expect(await provider.load()).toBe(false)
    expect(read, 'not immediately').toHaveBeenCalledTimes(1)
    vi.setSystemTime(Date.now() + 5_000)
    expect(await provider.load(), 'this request does not wait').toBe(false)
    await eventually(async () => expect(await provider.load()).toBe(true))
    expect(read).toHaveBeenCalledTimes(2)
  })
})

describe('domains', () => {
  it('each have a provider, and one provider may serve several', async () => {
    const [one, other, third] = [newDomain(), newDomain(), newDomain()]
    const on = burgeeProvider(bundled)
    OpenFeature.setProvider(one, on)
    OpenFeature.setProvider(other, burgeeProvider({ ...bundled, snapshot: snapshotServing('off') }))
    OpenFeature.setProvider(third, on)
    const values = [one, other, third].map((domain) =>
      OpenFeature.getClient(domain).getBooleanValue('dark-mode', false),
    )
    expect(await Promise.all(values)).toEqual([true, false, true])
  })
})

describe('replacement and shutdown', () => {
  it('an evaluation that has begun ends with the old provider or the new one', async () => {
    const domain = newDomain()
    OpenFeature.setProvider(domain, burgeeProvider(bundled))
    const client = OpenFeature.getClient(domain)
    const begun = Array.from({ length: 20 }, () => client.getBooleanDetails('dark-mode', false))
    OpenFeature.setProvider(domain, burgeeProvider(bundled))
    for (const details of await Promise.all(begun))
      expect(details).toMatchObject({ value: true, reason: 'STATIC' })
  })

  it('a provider that is replaced sends its counts, and closes the handle that it made', async () => {
    const { sent, sink } = recordingSink()
    const domain = newDomain()
    const { lines, logger } = recorder()
    OpenFeature.setProvider(domain, burgeeProvider({ snapshot: snapshotServing('on'), sink, logger }))
    await OpenFeature.getClient(domain).getBooleanValue('dark-mode', false, { targetingKey: 'ada' })
    OpenFeature.setProvider(domain, burgeeProvider(bundled))
    await eventually(() => expect(sent).toHaveLength(1))
    expect(sent[0]).toMatchObject({
      evaluations: [{ flag: 'dark-mode', variation: 'on', count: 1 }],
      targets: [{ identifier: 'ada' }],
    })
    await eventually(() => expect(lines.join('\n')).toContain('SDKCODE:3001: Closed'))
  })

  it('a handle that was passed is flushed, and stays open', async () => {
    const { sent, sink } = recordingSink()
    const handle = createFlags({ ...bundled, sink })
    const domain = newDomain()
    OpenFeature.setProvider(domain, burgeeProvider(handle))
    const client = OpenFeature.getClient(domain)
    await client.getBooleanValue('dark-mode', false)
    await OpenFeature.close()
    expect(sent).toHaveLength(1)
    handle.forTarget(undefined).boolVariation('dark-mode', false)
    await handle.flush()
    expect(sent, 'it still counts').toHaveLength(2)
  })

  it('a provider with a passed handle can be set again, and emits events again', async () => {
    const own = store()
    const handle = createFlags({ store: own, logLevel: 'silent' })
    await handle.ready()
    const [domain, provider] = [newDomain(), burgeeProvider(handle)]
    OpenFeature.setProvider(domain, provider)
    OpenFeature.setProvider(domain, burgeeProvider(bundled))
    const heard = hear(domain)
    OpenFeature.setProvider(domain, provider)
    await own.write(snapshotServing('off'))
    await handle.refresh()
    expect(heard.at(-1)).toBe(`${ProviderEvents.ConfigurationChanged} dark-mode`)
  })

  it('a provider that is closed emits no events', async () => {
    const own = store()
    const handle = createFlags({ store: own, logLevel: 'silent' })
    const provider = burgeeProvider(handle)
    await provider.initialize()
    const heard: string[] = []
    provider.events.addHandler(ProviderEvents.ConfigurationChanged, () => void heard.push('changed'))
    await provider.onClose()
    await own.write(snapshotServing('off'))
    await handle.refresh()
    expect(heard).toEqual([])
  })

  it('a provider that made its handle cannot be used again after it is closed', async () => {
    const provider = burgeeProvider(bundled)
    const domain = newDomain()
    OpenFeature.setProvider(domain, provider)
    await provider.onClose()
    OpenFeature.setProvider(domain, burgeeProvider(bundled))
    await expect(OpenFeature.setProviderAndWait(domain, provider)).rejects.toMatchObject({
      code: 'PROVIDER_FATAL',
    })
  })
})

it('the provider is for servers, and has a name', () => {
  expect(burgeeProvider(bundled)).toMatchObject({ metadata: { name: 'burgee' }, runsOn: 'server' })
})
