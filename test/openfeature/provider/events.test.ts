/** The provider's events: changes, and flags that may be out of date. */
import { OpenFeature, ProviderEvents, ProviderStatus } from '@openfeature/server-sdk'
import { createFlags } from 'burgee'
import { compileHarness, harness } from 'burgee/harness'
import { memory } from 'burgee/memory'
import { type BurgeeProvider, burgeeProvider } from 'burgee/openfeature'
import { describe, expect, it, vi } from 'vitest'
import { boolFlag } from '../../conformance/build.js'
import { hurry } from '../../kit/clock.js'
import { ENV, fakeFetch } from '../../kit/fake-fetch.js'
import { darkMode, snapshotServing } from '../../kit/flags.js'
import { bundled, hear, newDomain, store, withSdk } from '../../kit/openfeature.js'
import { eventually } from '../../kit/wait.js'

withSdk()

/** Sets a provider, and records the events after it is ready. */
const start = async (provider: BurgeeProvider) => {
  const domain = newDomain()
  await OpenFeature.setProviderAndWait(domain, provider)
  const heard = hear(domain)
  heard.splice(0)
  return { client: OpenFeature.getClient(domain), heard }
}

describe('events', () => {
  it('a change names its flags, and a refresh without a change is no event', async () => {
    const api = fakeFetch({ flags: [darkMode('on'), boolFlag('other')] })
    const provider = burgeeProvider({ provider: harness(), env: ENV, logLevel: 'silent' })
    const { client, heard } = await start(provider)
    await provider.handle.refresh()
    expect(heard).toEqual([])
    api.setFlag(darkMode('off'))
    await provider.handle.refresh()
    expect(heard).toEqual([`${ProviderEvents.ConfigurationChanged} dark-mode`])
    expect(await client.getBooleanValue('dark-mode', true)).toBe(false)
  })

  it('a config API that goes down makes it stale once, and ready once when it is back', async () => {
    const api = fakeFetch({ flags: [darkMode('on')] })
    const refresh = { maxAuthRetries: 0, timeout: 1 }
    const provider = burgeeProvider({ provider: harness(), env: ENV, refresh, logLevel: 'silent' })
    const { client, heard } = await start(provider)
    api.down()
    await hurry(provider.handle.refresh())
    await hurry(provider.handle.refresh())
    expect(heard).toEqual([ProviderEvents.Stale])
    expect(await client.getBooleanValue('dark-mode', false)).toBe(true)
    api.up()
    await hurry(provider.handle.refresh())
    expect(heard).toEqual([ProviderEvents.Stale, ProviderEvents.Ready])
  })

  it('a store that works does not hide that the config API is down', async () => {
    const api = fakeFetch({ flags: [darkMode('on')] })
    const refresh = { maxAuthRetries: 0, timeout: 1 }
    const options = { provider: harness(), env: ENV, refresh, store: memory(), logLevel: 'silent' } as const
    const provider = burgeeProvider(options)
    const { heard } = await start(provider)
    api.down()
    await hurry(provider.handle.refresh())
    await hurry(provider.handle.refresh())
    expect(heard).toEqual([ProviderEvents.Stale])
  })

  it('a store that holds nonsense makes it stale, once', async () => {
    const own = store()
    const provider = burgeeProvider({ store: own, logLevel: 'silent' })
    const { heard } = await start(provider)
    own.state.text = 'nonsense'
    await provider.handle.refresh()
    await provider.handle.refresh()
    expect(heard).toEqual([ProviderEvents.Stale])
  })

  it('a snapshot with a damaged flag leaves it ready, and only that flag falls back', async () => {
    const own = store()
    const provider = burgeeProvider({ store: own, logLevel: 'silent' })
    const { client, heard } = await start(provider)
    const { snapshot } = compileHarness({ flags: [darkMode('off'), boolFlag('other')] })
    await own.write(snapshot.replace('"key":"other",', '"key":"other"}'))
    await provider.handle.refresh()
    expect(await client.getBooleanDetails('other', true)).toMatchObject({
      value: true,
      errorCode: 'FLAG_NOT_FOUND',
    })
    expect(await client.getBooleanValue('dark-mode', true)).toBe(false)
    expect(client.providerStatus).toBe(ProviderStatus.READY)
    expect(heard).toEqual([expect.stringContaining(ProviderEvents.ConfigurationChanged)])
  })

  it('a store that cannot be written leaves it ready: the flags were taken', async () => {
    const api = fakeFetch({ flags: [darkMode('on')] })
    const readOnly = { read: async () => null, write: () => Promise.reject(new Error('read-only')) }
    const provider = burgeeProvider({ provider: harness(), env: ENV, store: readOnly, logLevel: 'silent' })
    const { heard } = await start(provider)
    api.setFlag(darkMode('off'))
    await provider.handle.refresh()
    expect(heard).toEqual([`${ProviderEvents.ConfigurationChanged} dark-mode`])
  })

  it('with staleAfter, flags that nothing confirms become stale at the next evaluation', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    const watched = store()
    const provider = burgeeProvider({ store: watched, logLevel: 'silent' }, { staleAfter: 300 })
    const { client } = await start(provider)
    vi.setSystemTime(Date.now() + 299_000)
    await client.getBooleanValue('dark-mode', false)
    expect(client.providerStatus).toBe(ProviderStatus.READY)
    vi.setSystemTime(Date.now() + 2_000)
    expect(await client.getBooleanValue('dark-mode', false), 'it is served all the same').toBe(true)
    expect(client.providerStatus).toBe(ProviderStatus.STALE)
    await provider.handle.ready() // reads the same snapshot again
    expect(client.providerStatus).toBe(ProviderStatus.READY)
  })

  it('a handle that was passed reports that its store has the same flags again', async () => {
    const own = store()
    const handle = createFlags({ store: own, logLevel: 'silent' })
    await handle.ready()
    const { heard } = await start(burgeeProvider(handle))
    own.state.down = true
    await handle.refresh()
    own.state.down = false
    await handle.refresh()
    expect(heard).toEqual([ProviderEvents.Stale, ProviderEvents.Ready])
  })

  it('a handle that was passed reports its failures and changes too', async () => {
    const own = store()
    const handle = createFlags({ store: own, logLevel: 'silent' })
    await handle.ready()
    const { heard } = await start(burgeeProvider(handle))
    own.state.down = true
    await handle.refresh()
    own.state.down = false
    await own.write(snapshotServing('off'))
    await handle.refresh()
    expect(heard).toEqual([
      ProviderEvents.Stale,
      ProviderEvents.Ready,
      `${ProviderEvents.ConfigurationChanged} dark-mode`,
    ])
  })

  it('a handler that throws or rejects disturbs neither the others nor the provider', async () => {
    const provider = burgeeProvider(bundled)
    const heard: string[] = []
    const errors: unknown[] = []
    const quiet = { warn() {}, info() {}, debug() {} }
    provider.events.setLogger({
      ...quiet,
      error: (_: unknown, error: Error) => void errors.push(error.message),
    })
    provider.events.addHandler(ProviderEvents.Ready, () => {
      throw new Error('thrown')
    })
    provider.events.addHandler(ProviderEvents.Ready, () => Promise.reject(new Error('rejected')))
    provider.events.addHandler(ProviderEvents.Ready, () => void heard.push('ready'))
    await provider.initialize()
    await eventually(() => expect(errors).toEqual(['thrown', 'rejected']))
    expect(heard).toEqual(['ready'])
  })
})
