/** What is counted of requests by OFREP, and who is named. */
import type { MetricsBatch } from 'burgee'
import type { OfrepOptions } from 'burgee/ofrep'
import { describe, expect, it } from 'vitest'
import { recorder } from '../../kit/record.js'
import { ask, ofrepApp } from './setup.js'

describe('metrics', () => {
  /** What is sent of these requests. */
  const sent = async (requests: readonly object[], options: Partial<OfrepOptions> = {}) => {
    const batches: MetricsBatch[] = []
    const app = ofrepApp({
      metrics: { flushInterval: 0.05 },
      sink: { send: async (batch) => batches.push(batch) },
      ...options,
    })
    await Promise.all(requests.map((init) => ask(app, init)))
    return {
      counts: batches
        .flatMap(({ evaluations }) => evaluations)
        .map(({ flag, variation, count }) => [flag, variation, count]),
      targets: batches.flatMap(({ targets }) => targets),
    }
  }
  const key = 'web-dark'

  it('count one flag', async () => {
    const { counts } = await sent([{ key }, { key }, { key, context: { targetingKey: 'bob', plan: 'pro' } }])
    expect(counts).toEqual([
      ['web-dark', 'off', 2],
      ['web-dark', 'on', 1],
    ])
  })

  it('do not count all flags, those that cannot be seen, or those that cannot be served', async () => {
    const requests = [{}, { key: 'price-secret' }, { key: 'web-broken' }, { key: 'web-unknown' }]
    expect((await sent(requests)).counts).toEqual([])
  })

  it('name nobody where anybody may say who they are', async () => {
    expect((await sent([{ key }])).targets).toEqual([])
  })

  it('name the target where the request was authorized', async () => {
    const context = { targetingKey: 'ada', plan: 'pro' }
    const { targets } = await sent([{ key, context }], { authorize: () => true })
    expect(targets).toEqual([{ identifier: 'ada', attributes: { plan: 'pro' } }])
  })

  it('do not name one whose targeting key Harness would refuse, and the log says so once', async () => {
    const { logger, codes } = recorder()
    const context = { targetingKey: 'auth0|ada' }
    const options = { authorize: () => true, logger, logLevel: 'warn' } as const
    expect(
      (
        await sent(
          [
            { key, context },
            { key, context },
          ],
          options,
        )
      ).targets,
    ).toEqual([])
    expect(codes()).toEqual([9009])
  })
})
