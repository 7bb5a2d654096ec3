/** A handle in a worker's requests: load(), forTarget() with waitUntil, and the snapshot's text. */
import { type CreateFlagsOptions, createFlags } from 'burgee'
import { compileHarness, harness } from 'burgee/harness'
import { describe, expect, it } from 'vitest'
import { boolFlag } from '../conformance/build.js'
import { API, fakeFetch } from '../kit/fake-fetch.js'

const { snapshot } = compileHarness({ flags: [boolFlag('dark-mode')] })

const setUp = (text: string | null, options: CreateFlagsOptions = {}) => {
  const watched = { text, reads: 0 }
  const store = {
    async read() {
      watched.reads++
      return watched.text
    },
    async write() {},
  }
  return { watched, handle: createFlags({ store, logLevel: 'silent', ...options }) }
}

describe('load()', () => {
  it('reads the store if the isolate has no snapshot, and later has nothing to wait for', async () => {
    const { watched, handle } = setUp(snapshot)
    await handle.load()
    expect(handle.snapshot.source).toBe('memory')
    expect(handle.load()).toBeUndefined()
    expect(watched.reads).toBe(1)
  })

  it('reads an empty store with each request, as the first publication may be near', async () => {
    const { watched, handle } = setUp(null)
    await handle.load()
    watched.text = snapshot
    await handle.load()
    expect(handle.snapshot.source).toBe('memory')
  })

  it('reads an empty store once if a snapshot is bundled', async () => {
    const { watched, handle } = setUp(null, { snapshot })
    await handle.load()
    expect(handle.load()).toBeUndefined()
    expect([watched.reads, handle.snapshot.source]).toEqual([1, 'bundled'])
  })

  it('never asks the config API', async () => {
    const api = fakeFetch({ flags: [] })
    const env = { HARNESS_SDK_KEY: 'demo-key', HARNESS_BASE_URL: API, HARNESS_EVENTS_URL: API }
    await setUp(null, { provider: harness(), env }).handle.load()
    expect(api.count()).toBe(0)
  })

  it('does nothing without a store, and nothing once the handle is closed', async () => {
    expect(createFlags({ snapshot, logLevel: 'silent' }).load()).toBeUndefined()
    const { watched, handle } = setUp(snapshot)
    await handle.close()
    expect(handle.load()).toBeUndefined()
    expect(watched.reads).toBe(0)
  })
})

describe('forTarget() with waitUntil', () => {
  it('reads and sends in waitUntil, until the handle is closed', async () => {
    const work: Promise<unknown>[] = []
    const sink = { send: async () => {} }
    const { handle } = setUp(snapshot, { sink, metrics: { flushInterval: 0.01 } })
    const evaluate = () =>
      handle.forTarget(undefined, (promise) => void work.push(promise)).boolVariation('dark-mode', true)
    evaluate()
    await Promise.all(work)
    expect(handle.snapshot.source, 'read behind the first').toBe('memory')
    expect(evaluate()).toBe(false)
    expect(work, 'and what the second counted is sent').toHaveLength(2)
    await handle.close()
    evaluate()
    expect(work).toHaveLength(2)
  })

  it('that throws disturbs nothing: what was begun goes on', async () => {
    const { watched, handle } = setUp(snapshot, { snapshot, sink: { send: async () => {} } })
    const flags = handle.forTarget(undefined, () => {
      throw new TypeError('Illegal invocation')
    })
    expect(watched.reads).toBe(1)
    expect(flags.boolVariation('dark-mode', true)).toBe(false)
    await handle.close()
  })

  it('needs a flushInterval that can be waited for', () => {
    expect(() => createFlags({ metrics: { flushInterval: Number.NaN } })).toThrow(
      'flushInterval must be a number of seconds',
    )
  })
})

describe('snapshotText', () => {
  it('is what the store has, else what is bundled, else nothing', async () => {
    const other = compileHarness({ flags: [boolFlag('other')] }).snapshot
    expect(createFlags().snapshotText).toBeUndefined()
    const { handle } = setUp(snapshot, { snapshot: other })
    expect(handle.snapshotText).toBe(other)
    await handle.load()
    expect(handle.snapshotText).toBe(snapshot)
  })
})
