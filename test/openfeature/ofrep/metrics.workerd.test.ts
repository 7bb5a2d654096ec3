/** What OFREP requests count, and which targets they send. */
import type { MetricsBatch } from 'burgee'
import type { OfrepOptions } from 'burgee/ofrep'
import { describe, expect, it } from 'vitest'
import { ask, ofrepApp } from '../../kit/ofrep.js'
import { recorder } from '../../kit/record.js'

describe('metrics', () => {
  /** What the sink receives for these requests. */
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

  it('do not count a request for all flags, hidden flags, or flags that cannot be served', async () => {
    const requests = [{}, { key: 'price-secret' }, { key: 'web-broken' }, { key: 'web-unknown' }]
    expect((await sent(requests)).counts).toEqual([])
  })

  it('send no target without authorize', async () => {
    expect((await sent([{ key }])).targets).toEqual([])
  })

  it('send the target of a request that was authorized', async () => {
    const context = { targetingKey: 'ada', plan: 'pro' }
    const { targets } = await sent([{ key, context }], { authorize: () => true })
    expect(targets).toEqual([{ identifier: 'ada', attributes: { plan: 'pro' } }])
  })

  it('do not send a target whose key Harness would refuse, which is logged once', async () => {
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
