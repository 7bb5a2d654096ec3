/** A handle among stores, sinks, config APIs and listeners that misbehave. */
import { type CreateFlagsOptions, createEvents, createFlags, type MetricsBatch, type Store } from 'burgee'
import { compileFlagbase, flagbaseDialect } from 'burgee/flagbase'
import { compileHarness, type FeatureConfig, harness, harnessDialect } from 'burgee/harness'
import { memory } from 'burgee/memory'
import type { Provider } from 'burgee/refresh'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { boolFlag, stringFlag } from '../conformance/build.js'
import { hurry } from '../kit/clock.js'
import { recorder } from '../kit/record.js'
import { eventually } from '../kit/wait.js'

const serving = (value: string, parts: Partial<FeatureConfig> = {}) =>
  stringFlag('flag', { variations: [{ identifier: 'a', value }], offVariation: 'a', ...parts })

const snapshotOf = (value: string, createdAt = Date.now()) =>
  compileHarness({ flags: [serving(value), boolFlag('other')] }, { createdAt }).snapshot

const many = (count: number) => Array.from({ length: count }, (_, i) => boolFlag(`flag-${i}`))

/** A provider whose every answer is for the test to give. */
const scripted = (answer: (call: number) => Promise<string> | string): Provider & { calls: number } => {
  const provider = {
    name: 'scripted',
    dialect: harnessDialect,
    calls: 0,
    sink: () => undefined,
    source: () => ({
      async fetch() {
        const snapshot = await answer(++provider.calls)
        return { fingerprint: `${provider.calls}`, compile: () => ({ snapshot, issues: [] }) }
      },
    }),
  }
  return provider
}

const open = (options: CreateFlagsOptions) => {
  const log = recorder()
  const handle = createFlags({ logger: log.logger, ...options })
  onTestFinished(() => void handle.close())
  const value = () => handle.forTarget(undefined).stringVariation('flag', '(fallback)')
  return { handle, value, ...log }
}

const failing = (text: string) => () => Promise.reject(new Error(text))
const never = () => new Promise<never>(() => {})

afterEach(() => void vi.useRealTimers())

describe('a store', () => {
  it('that cannot be read is not overwritten unseen: it may hold something better', async () => {
    const store = memory(compileHarness({ flags: many(100) }).snapshot)
    const held = await store.read()
    const { handle, value, codes } = open({
      store: { read: failing('down'), write: store.write },
      provider: scripted(() => snapshotOf('new')),
    })
    await handle.refresh()
    expect(value()).toBe('new')
    expect(await store.read()).toBe(held)
    expect(codes(), 'nothing is said to be published').not.toContain(9000)
  })

  it('that was emptied does not switch off the guard against shrunken answers, and is filled again', async () => {
    const store = memory()
    const large = compileHarness({ flags: many(100) }).snapshot
    const provider = scripted((call) => (call === 1 ? large : snapshotOf('new')))
    const { handle, codes } = open({ store, provider })
    await handle.refresh()
    store.read = async () => null
    const write = vi.spyOn(store, 'write')
    await handle.refresh()
    expect(codes()).toContain(9002)
    expect(handle.snapshot.flags).toBe(100)
    expect(write.mock.calls).toEqual([[large]])
  })

  it('that never answers does not keep the handle from the config API', async () => {
    const { handle, value } = open({
      store: { read: never, write: async () => {} },
      readTimeout: 0.01,
      provider: scripted(() => snapshotOf('new')),
    })
    await handle.refresh()
    expect(value()).toBe('new')
  })

  it('that fails once is read again when ready() is asked again', async () => {
    const store = memory(snapshotOf('stored'))
    const read = vi.spyOn(store, 'read').mockRejectedValueOnce(new Error('a hiccup'))
    const { handle, value } = open({ store })
    expect([await handle.ready(), await handle.ready()]).toEqual([false, true])
    expect(value()).toBe('stored')
    expect(read).toHaveBeenCalledTimes(2)
  })

  it('is read again by ready() when what was read is older than ttl, and not before', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    const store = memory(snapshotOf('old'))
    const { handle, value } = open({ store, ttl: 60 })
    await handle.ready()
    await store.write(snapshotOf('new', Date.now() + 1))
    await handle.ready()
    expect(value()).toBe('old')
    vi.setSystemTime(Date.now() + 61_000)
    await handle.ready()
    expect(value()).toBe('new')
  })

  it('from the future does not keep the handle from what it has just compiled', async () => {
    const store = memory(snapshotOf('future', Date.now() + 3_600_000))
    const { handle, value } = open({ store, provider: scripted(() => snapshotOf('now')) })
    await handle.ready()
    expect(value()).toBe('future')
    await handle.refresh()
    expect(value()).toBe('now')
  })

  it('whose header has a source that is no text is replaced', async () => {
    const text = snapshotOf('old').replace('"source":""', '"source":5')
    const { handle, value } = open({ store: memory(text), provider: scripted(() => snapshotOf('new')) })
    await handle.refresh()
    expect(value()).toBe('new')
  })
})

describe('refreshes', () => {
  it('at the same time: what an older one brings later does not replace what a newer one brought', async () => {
    let release = (_: string) => {}
    const slow = new Promise<string>((resolve) => {
      release = resolve
    })
    const store = memory()
    const provider = scripted((call) => (call === 1 ? slow : snapshotOf('new')))
    const { handle, value, codes } = open({ store, provider })
    const first = handle.refresh()
    await eventually(() => expect(provider.calls).toBe(1))
    await handle.refresh()
    release(snapshotOf('old'))
    await first
    expect(value()).toBe('new')
    expect(await store.read()).toContain('"new"')
    expect(codes().filter((code) => code === 9000)).toHaveLength(1)
  })

  it('that ends after close() changes nothing', async () => {
    let release = (_: string) => {}
    const slow = new Promise<string>((resolve) => {
      release = resolve
    })
    const store = memory()
    const provider = scripted(() => slow)
    const { handle, value, codes } = open({ store, provider })
    const refresh = handle.refresh()
    await eventually(() => expect(provider.calls).toBe(1))
    await handle.close()
    release(snapshotOf('late'))
    await refresh
    expect([value(), await store.read()]).toEqual(['(fallback)', null])
    expect(codes()).toEqual([3000, 3001, 6001])
  })

  it('that a listener of `failed` starts again do not block everything else', async () => {
    const { handle } = open({ provider: harness(), env: {} })
    let failures = 0
    handle.on('failed', () => {
      failures++
      void handle.refresh()
    })
    let ticked = false
    setTimeout(() => {
      ticked = true
    }, 5)
    await handle.refresh()
    await eventually(() => expect(ticked).toBe(true))
    await handle.close()
    expect(failures).toBeLessThan(1_000)
  })
})

describe('a sink', () => {
  const evaluated = (sink: CreateFlagsOptions['sink'] & object) => {
    const opened = open({ snapshot: snapshotOf('on'), sink })
    opened.value()
    return opened
  }

  it('that never ends does not keep close() waiting for ever', async () => {
    const { handle, codes } = evaluated({ send: never })
    // AbortSignal.timeout is the platform's: fake timers do not move it.
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
      const controller = new AbortController()
      setTimeout(() => controller.abort(), milliseconds)
      return controller.signal
    })
    onTestFinished(() => void vi.restoreAllMocks())
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.now() })
    await hurry(handle.close())
    expect(codes().at(-1)).toBe(3001)
  })

  it.each([{ ok: true }, null, 'sent', []])(
    'that returns %j is taken for one that sent all',
    async (returned) => {
      const { handle, codes } = evaluated({ send: async () => returned as never })
      await handle.flush()
      expect(codes()).toEqual([1000])
    },
  )

  it('gets what was counted while close() was sending: nothing is counted twice or lost unseen', async () => {
    const sent: MetricsBatch[] = []
    let release = () => {}
    const { handle, value } = evaluated({
      send(batch) {
        sent.push(batch)
        return new Promise((resolve) => {
          release = () => resolve(undefined)
        })
      },
    })
    const closing = handle.close()
    const again = handle.close()
    let ended = false
    void again.then(() => {
      ended = true
    })
    value()
    await eventually(() => expect(sent).toHaveLength(1))
    expect(ended, 'closing again waits until it is closed').toBe(false)
    release()
    await Promise.all([closing, again])
    expect(sent.map(({ evaluations }) => evaluations.map(({ count }) => count))).toEqual([[1]])
  })
})

describe('events', () => {
  it('ready comes for a bundled snapshot, and changed when the store has another', async () => {
    const { handle } = open({ snapshot: snapshotOf('bundled', 1), store: memory(snapshotOf('stored')) })
    const heard: unknown[] = []
    handle.on('ready', () => heard.push('ready'))
    handle.on('changed', (_, { flags }) => heard.push(flags))
    await handle.ready()
    expect(heard).toEqual(['ready', ['flag']])
  })

  it('changed is not misled by values that look like conditions', async () => {
    const config = (included: string) =>
      compileHarness({
        flags: [
          {
            ...stringFlag('json'),
            kind: 'json',
            variations: [{ identifier: 'a', value: '{"op":"segment"}' }],
          },
        ],
        segments: [{ identifier: 'beta', included: [{ identifier: included }] }],
      }).snapshot
    const store = memory(config('ada'))
    const { handle, codes } = open({ store })
    const heard: unknown[] = []
    handle.on('changed', (_, { flags }) => heard.push(flags))
    await handle.ready()
    await store.write(config('bob').replace(/"createdAt":\d+/, `"createdAt":${Date.now() + 5}`))
    await handle.refresh()
    expect([heard, codes()]).toEqual([[], [1003, 1000]])
  })

  it('changed names all flags if another hash puts targets into other buckets', async () => {
    const flags = ['one', 'two'].map((flagKey) => ({
      flagKey,
      fallthroughVariations: ['a', 'b'].map((variationKey) => ({ variationKey, weight: 50 })),
    }))
    const store = memory(compileFlagbase(flags, { createdAt: 1 }).snapshot)
    const { handle } = open({ store, dialect: flagbaseDialect })
    const heard: unknown[] = []
    handle.on('changed', (_, context) => heard.push(context.flags))
    await handle.ready()
    await store.write(compileFlagbase(flags, { createdAt: 2, bucketing: 'xxhash64' }).snapshot)
    await handle.refresh()
    expect(heard).toEqual([['one', 'two']])
  })

  it('a snapshot with a damaged line is taken, and changed tells of the others too', async () => {
    const store = memory(snapshotOf('old'))
    const { handle, value, lines } = open({ store })
    const heard: unknown[] = []
    handle.on('changed', (_, { flags }) => heard.push(flags))
    handle.on('failed', (message) => heard.push(message))
    await handle.ready()
    const text = compileHarness(
      { flags: [serving('new'), boolFlag('other')], segments: [{ identifier: 'beta' }] },
      { createdAt: Date.now() + 5 },
    ).snapshot
    await store.write(text.replace('"key":"other",', '"key":"other"}'))
    await handle.refresh()
    expect(value()).toBe('new')
    expect(heard, 'it is no failed event').toEqual([['flag', 'other']])
    for (let call = 0; call < 2; call++) handle.forTarget(undefined).boolVariation('other', false)
    expect(
      lines.filter((line) => /9005|9016/.test(line)),
      'logged once',
    ).toEqual([expect.stringMatching(/^error SDKCODE:9016: The flag other in the snapshot cannot be read: /)])
  })

  it('a listener cannot change what the caller is told', () => {
    const events = createEvents()
    events.on('evaluation', (_, { detail }) => {
      Object.assign(detail, { reason: 'hacked' })
    })
    const { handle } = open({ events })
    expect(handle.forTarget(undefined).detail('flag', '').reason).toBe('not_ready')
  })
})

describe('options', () => {
  it.each<[CreateFlagsOptions, RegExp]>([
    [{ readTimeout: -1 }, /createFlags: readTimeout must be a number of seconds/],
    [{ readTimeout: Number.NaN }, /createFlags: readTimeout/],
    [{ ttl: '60' as never }, /createFlags: ttl/],
    [{ pollInterval: 60 }, /pollInterval needs a provider to ask, or a store to read/],
    [{ pollInterval: 3e6, store: memory() }, /pollInterval must be a number of seconds/],
  ])('%j is refused at once', (options, message) => {
    expect(() => open(options)).toThrow(message)
  })

  it('the store may be found among the bindings, as on both other sides', async () => {
    const store: Store = memory(snapshotOf('stored'))
    const { handle, value } = open({ store: (env: { MINE: Store }) => env.MINE, env: { MINE: store } })
    await handle.ready()
    expect(value()).toBe('stored')
  })

  it.each(['timeout', 'timeoutMs'])('an infinite %s waits as long as it takes', async (name) => {
    const { handle } = open({ provider: scripted(() => snapshotOf('new')) })
    expect(await handle.ready({ [name]: Number.POSITIVE_INFINITY })).toBe(true)
  })
})
