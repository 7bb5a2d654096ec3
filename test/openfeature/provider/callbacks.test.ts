/** What the provider calls: `waitUntil` and `onTrack`. */
import { OpenFeature } from '@openfeature/server-sdk'
import { createFlags } from 'burgee'
import { burgeeProvider, type TrackingEvent } from 'burgee/openfeature'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { snapshotServing } from '../../kit/flags.js'
import { bundled, newDomain, recordingSink, store, withSdk } from '../../kit/openfeature.js'
import { recorder } from '../../kit/record.js'

withSdk()

describe('waitUntil', () => {
  it('receives the work of evaluations: reading a newer snapshot, sending counts', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    const { sent, sink } = recordingSink()
    const own = store()
    const handle = createFlags({ store: own, sink, metrics: { flushInterval: 0.01 }, logLevel: 'silent' })
    await handle.ready()
    const work: Promise<unknown>[] = []
    const provider = burgeeProvider(handle, { waitUntil: (promise) => void work.push(promise) })
    await provider.initialize()
    await own.write(snapshotServing('off'))
    vi.setSystemTime(Date.now() + 61_000)
    const resolve = () => provider.resolveBooleanEvaluation('dark-mode', false, {}, console)
    expect(await resolve()).toMatchObject({ value: true })
    await Promise.all(work)
    expect(await resolve()).toMatchObject({ value: false })
    expect(sent).toMatchObject([{ evaluations: [{ flag: 'dark-mode', variation: 'on', count: 1 }] }])
    await handle.close()
  })

  it('receives the counts of a provider that is replaced, which no request waits for', async () => {
    const sent: unknown[] = []
    const sink = {
      async send(batch: unknown) {
        await new Promise((resolve) => setTimeout(resolve, 10))
        sent.push(batch)
        return undefined
      },
    }
    const work: Promise<unknown>[] = []
    const domain = newDomain()
    const waitUntil = (promise: Promise<unknown>) => void work.push(promise)
    OpenFeature.setProvider(domain, burgeeProvider({ ...bundled, sink }, { waitUntil }))
    await OpenFeature.getClient(domain).getBooleanValue('dark-mode', false)
    work.splice(0)
    OpenFeature.setProvider(domain, burgeeProvider(bundled))
    await Promise.all(work)
    expect(sent).toHaveLength(1)
  })

  it('that throws because the request is over does not disturb evaluation', async () => {
    const { sink } = recordingSink()
    const waitUntil = () => {
      throw new Error('there is no request')
    }
    const provider = burgeeProvider({ ...bundled, sink, metrics: { flushInterval: 0.01 } }, { waitUntil })
    onTestFinished(() => provider.onClose())
    expect(await provider.resolveBooleanEvaluation('dark-mode', false, {}, console)).toMatchObject({
      value: true,
    })
  })
})

describe('tracking', () => {
  const track = async (onTrack: (event: TrackingEvent) => unknown, context = {}, details = {}) => {
    const log = recorder()
    const domain = newDomain()
    OpenFeature.setProvider(
      domain,
      burgeeProvider({ ...bundled, logLevel: 'info', logger: log.logger }, { onTrack }),
    )
    OpenFeature.getClient(domain).track('bought', { targetingKey: 'ada', plan: 'pro', ...context }, details)
    await new Promise((resolve) => setTimeout(resolve))
    return log.lines.filter((line) => line.includes('9015'))
  }

  it('passes the name, the target and the details', async () => {
    const seen: TrackingEvent[] = []
    await track((event) => seen.push(event), {}, { value: 9.9, currency: 'EUR' })
    expect(seen).toEqual([
      {
        name: 'bought',
        target: { identifier: 'ada', name: undefined, attributes: expect.anything(), anonymous: false },
        details: { value: 9.9, currency: 'EUR' },
      },
    ])
    expect(seen[0]?.target?.attributes).toMatchObject({ plan: 'pro' })
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no')
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
  ])('logs an error if onTrack %s', async (_, onTrack) => {
    expect(await track(onTrack)).toEqual(['error SDKCODE:9015: A listener of "track" failed: no'])
  })

  it('with a context that is not valid is not passed on, and logged', async () => {
    const seen: TrackingEvent[] = []
    expect(await track((event) => seen.push(event), { targetingKey: 7 })).toHaveLength(1)
    expect(seen).toEqual([])
  })

  it('is missing without onTrack, so the SDK logs that it is not supported', () => {
    expect(burgeeProvider(bundled)).not.toHaveProperty('track')
  })
})
