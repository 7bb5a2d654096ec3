import { createHarnessApi } from 'burgee/testing'
import { describe, expect, it } from 'vitest'
import { BASE, signIn } from './fixtures.js'

const ATTRIBUTES = {
  featureIdentifier: 'dark-mode',
  featureName: 'dark-mode',
  variationIdentifier: 'true',
  variationValue: 'true',
  target: 'global',
  SDK_TYPE: 'server',
  SDK_LANGUAGE: 'typescript',
  SDK_VERSION: '0.1.0',
}

const attributes = (changes: Record<string, string | null | undefined> = {}) =>
  Object.entries({ ...ATTRIBUTES, ...changes }).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value }],
  )

const count = (changes: object = {}) => ({
  timestamp: 1_735_689_600_000,
  count: 1,
  metricsType: 'FFMETRICS',
  attributes: attributes(),
  ...changes,
})

const target = (changes: object = {}) => ({
  identifier: 'ada',
  name: 'Ada',
  attributes: [{ key: 'plan', value: 'pro' }],
  ...changes,
})

async function post(body: string) {
  const api = createHarnessApi()
  const response = await api.fetch(`${BASE}/metrics/${api.environment}?cluster=1`, {
    method: 'POST',
    headers: { ...(await signIn(api)), 'Content-Type': 'application/json' },
    body,
  })
  return { api, response }
}

describe('POST /metrics/{environment}', () => {
  it.each<[string, object]>([
    ['counts and targets', { targetData: [target()], metricsData: [count()] }],
    ['counts only', { metricsData: [count(), count()] }],
    ['null for either', { targetData: null, metricsData: null }],
    [
      'null as the target, as the Node SDK sends it',
      { metricsData: [count({ attributes: attributes({ target: null }) })] },
    ],
    [
      'a count without a value, or with its other name',
      {
        metricsData: [
          count({ attributes: attributes({ variationValue: undefined }) }),
          count({ attributes: attributes({ variationValue: undefined, featureValue: 'true' }) }),
        ],
      },
    ],
    [
      'an empty attribute of a target',
      { targetData: [target({ attributes: [{ key: 'plan', value: '' }] })] },
    ],
  ])('takes %s', async (_, body) => {
    const { api, response } = await post(JSON.stringify(body))
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(api.metrics).toEqual([body])
    expect(api.rejectedMetrics).toEqual([])
  })

  const withAttributes = (changes: Record<string, string | null | undefined>) => ({
    metricsData: [count({ attributes: attributes(changes) })],
  })

  it.each<[reason: string, body: object | null]>([
    ['body: ', null],
    ['body: is an array', []],
    ['metrics: ', { metrics: [] }],
    ['metricsData: ', { metricsData: {} }],
    ['metricsData.0.extra: ', { metricsData: [count({ extra: 1 })] }],
    ['timestamp: is too small: milliseconds', { metricsData: [count({ timestamp: 1_735_689_600 })] }],
    ['timestamp: is not a whole number', { metricsData: [count({ timestamp: 1_735_689_600_000.5 })] }],
    ['timestamp: ', { metricsData: [count({ timestamp: '1735689600000' })] }],
    ['count: is below 1', { metricsData: [count({ count: 0 })] }],
    ['count: is not a whole number', { metricsData: [count({ count: 1.5 })] }],
    ['metricsType: ', { metricsData: [count({ metricsType: 'ffmetrics' })] }],
    ['metricsData.0.attributes: ', { metricsData: [count({ attributes: ATTRIBUTES })] }],
    ['key featureIdentifier is missing', withAttributes({ featureIdentifier: undefined })],
    ['key featureName is missing', withAttributes({ featureName: undefined })],
    ['variationIdentifier is empty', withAttributes({ variationIdentifier: '' })],
    ['key target is missing', withAttributes({ target: undefined })],
    ['target is empty', withAttributes({ target: '' })],
    ['SDK_TYPE must be server', withAttributes({ SDK_TYPE: 'client' })],
    ['SDK_LANGUAGE is empty', withAttributes({ SDK_LANGUAGE: null })],
    ['key SDK_VERSION is missing', withAttributes({ SDK_VERSION: undefined })],
    ['unknown key "sdk_version"', withAttributes({ sdk_version: '1' })],
    [
      'key target is repeated',
      { metricsData: [count({ attributes: [...attributes(), { key: 'target', value: 'ada' }] })] },
    ],
    ['targetData.0.identifier: is empty', { targetData: [target({ identifier: '' })] }],
    ['targetData.0.name: ', { targetData: [target({ name: undefined })] }],
    ['targetData.0.attributes: ', { targetData: [target({ attributes: { plan: 'pro' } })] }],
    ['attributes.0.value: ', { targetData: [target({ attributes: [{ key: 'age', value: 7 }] })] }],
    ['targetData.0.anonymous: ', { targetData: [target({ anonymous: true })] }],
  ])('refuses with: %s', async (reason, body) => {
    const { api, response } = await post(JSON.stringify(body))
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: '400', message: expect.stringContaining(reason) })
    expect(api.metrics).toEqual([])
    expect(api.rejectedMetrics).toMatchObject([{ reason: expect.stringContaining(reason) }])
  })

  it('refuses a body that is not JSON', async () => {
    const { api, response } = await post('{"metricsData":')
    expect(response.status).toBe(400)
    expect(api.rejectedMetrics).toHaveLength(1)
  })
})

describe('evaluations()', () => {
  it('adds up the counts received, by flag and variation', async () => {
    const other = count({ count: 5, attributes: attributes({ variationIdentifier: 'false' }) })
    const { api } = await post(JSON.stringify({ metricsData: [count({ count: 2 }), count(), other] }))
    expect(api.evaluations()).toEqual({ 'dark-mode/true': 3, 'dark-mode/false': 5 })
  })

  it('is empty before any metrics arrive', () => {
    expect(createHarnessApi().evaluations()).toEqual({})
  })
})
