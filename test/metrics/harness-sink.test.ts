import { describe, expect, it } from 'vitest'
import { createLog } from '../../src/events/log.js'
import type { MetricsBatch } from '../../src/metrics/contract.js'
import { harnessSink } from '../../src/providers/harness/sink.js'
import { API, fakeFetch } from '../kit/fake-fetch.js'
import { recorder } from '../kit/record.js'

const KEY = 'demo-key'
const env = { HARNESS_SDK_KEY: KEY, HARNESS_BASE_URL: API, HARNESS_EVENTS_URL: API }
const signal = new AbortController().signal

const setUp = (bindings: object = env) => {
  const api = fakeFetch()
  const log = recorder()
  return { api, ...log, sink: harnessSink({}, bindings, createLog(log.logger)) }
}

const batch = (targets = 0): MetricsBatch => ({
  evaluations: [{ flag: 'dark-mode', variation: 'on', value: 'true', count: 3 }],
  targets: Array.from({ length: targets }, (_, i) => ({ identifier: `user-${i}` })),
})

describe('the Harness metrics sink', () => {
  it('sends what the protocol describes', async () => {
    const { api, sink, codes } = setUp()
    const targets = [
      {
        identifier: 'ada',
        name: 'Ada',
        attributes: { plan: 'pro', age: 36, tags: ['a', 'b'], deep: { a: 1 } },
      },
      { identifier: 'bob', name: '<b>' },
      { identifier: 'cem' },
    ]
    expect(await sink?.send({ ...batch(), targets }, signal)).toBe(true)
    expect(api.rejectedMetrics).toEqual([])
    const [metrics] = api.metrics
    expect(metrics?.metricsData).toEqual([
      {
        timestamp: expect.any(Number),
        count: 3,
        metricsType: 'FFMETRICS',
        attributes: [
          { key: 'featureIdentifier', value: 'dark-mode' },
          { key: 'featureName', value: 'dark-mode' },
          { key: 'variationIdentifier', value: 'on' },
          { key: 'variationValue', value: 'true' },
          { key: 'target', value: 'global' },
          { key: 'SDK_TYPE', value: 'server' },
          { key: 'SDK_LANGUAGE', value: 'javascript' },
          { key: 'SDK_VERSION', value: expect.stringMatching(/^\d/) },
        ],
      },
    ])
    expect(metrics?.targetData).toEqual([
      {
        identifier: 'ada',
        name: 'Ada',
        attributes: [
          { key: 'plan', value: 'pro' },
          { key: 'age', value: '36' },
          { key: 'tags', value: 'a,b' },
          { key: 'deep', value: '{"a":1}' },
        ],
      },
      { identifier: 'bob', name: 'bob', attributes: [] },
      { identifier: 'cem', name: 'cem', attributes: [] },
    ])
    expect(codes()).toEqual([7003])
  })

  it('authenticates once for many batches', async () => {
    const { api, sink } = setUp()
    await sink?.send(batch(), signal)
    await sink?.send(batch(), signal)
    expect([api.count('auth'), api.count('metrics')]).toEqual([1, 2])
  })

  it.each([500, 503, 429, 408])(
    'rejects with a batch that is answered %i: it is worth sending again',
    async (status) => {
      const { api, sink, codes } = setUp()
      api.fail({ route: 'metrics', status })
      await expect(sink?.send(batch(), signal)).rejects.toThrow(`HTTP ${status}`)
      expect(codes()).toEqual([])
    },
  )

  it.each([400, 404, 413])('gives up a batch that is answered %i', async (status) => {
    const { api, sink, codes } = setUp()
    api.fail({ route: 'metrics', status, times: 1 })
    expect(await sink?.send(batch(), signal)).toBe(false)
    expect(codes()).toEqual([7002])
    await sink?.send(batch(), signal)
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 3 })
  })

  it('rejects with a batch when authentication cannot be reached', async () => {
    const { api, sink } = setUp()
    api.fail({ route: 'auth', status: 503 })
    await expect(sink?.send(batch(), signal)).rejects.toThrow('HTTP 503')
  })

  it('authenticates once more when its token has run out', async () => {
    const { api, sink } = setUp()
    await sink?.send(batch(), signal)
    api.expireTokens()
    expect(await sink?.send(batch(), signal)).toBe(true)
    expect(api.count('auth')).toBe(2)
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 6 })
  })

  it.each<[string, object]>([
    ['404', { status: 404 }],
    ['a page instead of a token', { body: '<html>' }],
  ])(
    'authentication that is answered with %s gives up that batch, and is tried again with the next',
    async (_, fault) => {
      const { api, sink } = setUp()
      api.fail({ route: 'auth', times: 1, ...fault })
      expect(await sink?.send(batch(), signal)).toBe(false)
      expect(await sink?.send(batch(), signal)).toBe(true)
      expect(api.evaluations()).toEqual({ 'dark-mode/on': 3 })
    },
  )

  it('a key is not given up because another batch lost its session meanwhile', async () => {
    const { api, sink } = setUp()
    await sink?.send(batch(), signal)
    api.expireTokens()
    api.fail({ route: 'metrics', status: 413, times: 1 })
    await Promise.all([sink?.send(batch(), signal), sink?.send(batch(), signal)])
    await sink?.send(batch(), signal)
    expect(api.evaluations()['dark-mode/on']).toBeGreaterThanOrEqual(9)
  })

  it('an attribute that cannot be written is left out, and the batch arrives', async () => {
    const { api, sink } = setUp()
    const circular: Record<string, unknown> = { plan: 'pro', deep: { big: 1n } }
    circular['self'] = circular
    await sink?.send({ evaluations: [], targets: [{ identifier: 'ada', attributes: circular }] }, signal)
    expect(api.metrics[0]?.targetData?.[0]?.attributes).toEqual([{ key: 'plan', value: 'pro' }])
  })

  it('a token that could not be a header is refused, and never logged', async () => {
    const { api, sink, lines } = setUp()
    const token = `secret\n.${btoa(JSON.stringify({ environment: 'e' }))}.x`
    api.fail({ route: 'auth', body: JSON.stringify({ authToken: token }) })
    await sink?.send(batch(), signal)
    expect(lines.join('\n')).not.toContain('secret')
    expect(lines.join('\n')).toContain('no token in the answer')
  })

  it('a key that is refused is said (2001), and not used again', async () => {
    const { api, sink, codes } = setUp({ ...env, HARNESS_SDK_KEY: 'wrong' })
    expect(await sink?.send(batch(), signal)).toBe(false)
    expect(await sink?.send(batch(), signal)).toBe(false)
    expect(api.count('auth')).toBe(1)
    expect(codes()).toEqual([2001, 7002])
  })

  it('without a key there is no sink, and 1002 is logged', () => {
    const { sink, codes } = setUp({})
    expect(sink).toBeUndefined()
    expect(codes()).toEqual([1002])
  })
})
