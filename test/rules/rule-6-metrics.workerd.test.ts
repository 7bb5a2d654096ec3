import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { later } from '../kit/clock.js'
import { fakeFetch } from '../kit/fake-fetch.js'
import { snapshotServing } from '../kit/flags.js'
import { bindings, flagsApp, KEY, request, see } from '../kit/workerd.js'

beforeEach(() => bindings.FLAGS.delete(KEY))

const setTimeoutOfTheRuntime = globalThis.setTimeout

describe('rule 6: metrics have an owner', () => {
  const options = { metrics: { flushInterval: 0.05 } }

  it('one request’s waitUntil sends them, with no further traffic', async () => {
    const api = fakeFetch({})
    await bindings.FLAGS.put(KEY, snapshotServing('on'))
    const app = flagsApp(options)
    const { response, settle } = await request(app)
    expect(response.status).toBe(200)
    expect(api.metrics).toHaveLength(0)
    await settle()
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 1 })
  })

  it('many requests make one batch, owned by one of them', async () => {
    const api = fakeFetch({})
    await bindings.FLAGS.put(KEY, snapshotServing('on'))
    const app = flagsApp(options)
    const many = await Promise.all(Array.from({ length: 50 }, () => request(app)))
    await Promise.all(many.map(({ settle }) => settle()))
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 50 })
    expect(api.count('metrics')).toBe(1)
    expect(api.count('auth')).toBe(1)
  })

  it('a batch whose owner died is adopted by the next request, after the lease', async () => {
    const api = fakeFetch({})
    await bindings.FLAGS.put(KEY, snapshotServing('on'))
    const app = flagsApp(options)
    const abandoned = {
      waitUntil: (work: Promise<unknown>) => void work,
      passThroughOnException() {},
      props: {},
    }
    vi.stubGlobal('setTimeout', () => 0) // the timer of a request that was torn down
    await app.fetch(new Request('https://app.test/'), bindings, abandoned)
    vi.stubGlobal('setTimeout', setTimeoutOfTheRuntime)
    await see(app)
    expect(api.count('metrics'), 'the lease is still held').toBe(0)
    later(9)
    await see(app)
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 3 })
  })

  it('a large batch is sent immediately', async () => {
    const api = fakeFetch({})
    await bindings.FLAGS.put(KEY, snapshotServing('on'))
    const app = flagsApp({ metrics: { flushInterval: 20 }, target: { header: 'x-target-id' } })
    const contexts = Array.from({ length: 1_000 }, () => createExecutionContext())
    for (const [i, context] of contexts.entries()) {
      await app.fetch(
        new Request('https://app.test/', { headers: { 'x-target-id': `user-${i}` } }),
        bindings,
        context,
      )
    }
    const last = contexts.at(-1)
    if (last) await waitOnExecutionContext(last)
    expect(api.metrics[0]?.targetData).toHaveLength(1_000)
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 1_000 })
  })

  it('nothing is sent if nothing was evaluated', async () => {
    const api = fakeFetch({})
    await bindings.FLAGS.put(KEY, snapshotServing('on'))
    const app = flagsApp(options)
    app.get('/plain', (c) => c.text('plain'))
    await (await request(app, { path: '/plain' })).settle()
    expect(api.requests).toEqual([])
  })
})
