import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Decision } from '../../src/core/decision.js'
import { createLog } from '../../src/events/log.js'
import { createMetricsBuffer, type MetricsOptions } from '../../src/metrics/buffer.js'
import type { MetricsBatch, MetricsSink } from '../../src/metrics/contract.js'
import { recorder } from '../kit/record.js'

const decision = (flag: string, variation = 'on'): Decision => ({
  flag,
  served: true,
  value: true,
  text: 'true',
  detail: { value: true, variation, reason: 'default' },
  tally: undefined,
})

/** A sink that keeps what it is sent, and answers as it is told. */
const setUp = (options: MetricsOptions = {}) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const sent: MetricsBatch[] = []
  let answer: MetricsSink['send'] = async () => undefined
  const log = recorder()
  const sink: MetricsSink = {
    send(batch, signal) {
      sent.push(structuredClone({ evaluations: batch.evaluations.map(countOf), targets: batch.targets }))
      return answer(batch, signal)
    },
  }
  const works: Promise<unknown>[] = []
  return {
    ...log,
    sent,
    works,
    waitUntil: (work: Promise<unknown>) => void works.push(work),
    buffer: createMetricsBuffer(sink, createLog(log.logger, 'debug'), options),
    answerWith: (next: MetricsSink['send']) => {
      answer = next
    },
  }
}

const countOf = ({ flag, variation, value, count }: MetricsBatch['evaluations'][number]) => ({
  flag,
  variation,
  value,
  count,
})
const totals = (batches: readonly MetricsBatch[]) =>
  batches.map(({ evaluations }) =>
    Object.fromEntries(evaluations.map(({ flag, variation, count }) => [`${flag}/${variation}`, count])),
  )

describe('counting', () => {
  it('sums per flag and variation, whatever decision served it', async () => {
    const { buffer, waitUntil, sent } = setUp()
    const [byRule, byDefault] = [decision('dark-mode'), decision('dark-mode')]
    for (let i = 0; i < 3; i++) buffer.count(byRule, waitUntil)
    buffer.count(byDefault, waitUntil)
    buffer.count(decision('dark-mode', 'off'), waitUntil)
    await buffer.flush()
    expect(totals(sent)).toEqual([{ 'dark-mode/on': 4, 'dark-mode/off': 1 }])
  })

  it('begins anew after a flush', async () => {
    const { buffer, waitUntil, sent } = setUp()
    const same = decision('dark-mode')
    buffer.count(same, waitUntil)
    await buffer.flush()
    buffer.count(same, waitUntil)
    buffer.count(same, waitUntil)
    await buffer.flush()
    await buffer.flush()
    expect(totals(sent)).toEqual([{ 'dark-mode/on': 1 }, { 'dark-mode/on': 2 }])
  })

  it('what is counted while a flush is under way belongs to the next', async () => {
    const { buffer, waitUntil, sent, answerWith } = setUp()
    const same = decision('dark-mode')
    answerWith(async () => {
      buffer.count(same, waitUntil)
      answerWith(async () => undefined)
      return undefined
    })
    buffer.count(same, waitUntil)
    await buffer.flush()
    await buffer.flush()
    expect(totals(sent)).toEqual([{ 'dark-mode/on': 1 }, { 'dark-mode/on': 1 }])
  })

  it('stops opening new counts at maxEvaluations, says so once (7007), and goes on counting the open ones', async () => {
    const { buffer, waitUntil, sent, codes } = setUp({ maxEvaluations: 2 })
    const [one, two, three] = [decision('one'), decision('two'), decision('three')]
    for (const each of [one, two, three, three, one]) buffer.count(each, waitUntil)
    await buffer.flush()
    expect(totals(sent)).toEqual([{ 'one/on': 2, 'two/on': 1 }])
    expect(codes().filter((code) => code === 7007)).toHaveLength(1)
    buffer.count(three, waitUntil)
    await buffer.flush()
    expect(totals(sent)[1]).toEqual({ 'three/on': 1 })
  })
})

describe('targets', () => {
  it('are sent once in the isolate’s life', async () => {
    const { buffer, waitUntil, sent } = setUp()
    buffer.see({ identifier: 'ada', name: 'Ada' }, waitUntil)
    buffer.see({ identifier: 'ada' }, waitUntil)
    await buffer.flush()
    buffer.see({ identifier: 'ada' }, waitUntil)
    buffer.see({ identifier: 'bob' }, waitUntil)
    await buffer.flush()
    expect(sent.map(({ targets }) => targets)).toEqual([
      [{ identifier: 'ada', name: 'Ada' }],
      [{ identifier: 'bob' }],
    ])
  })

  it('that are anonymous or have no identifier are never sent', async () => {
    const { buffer, waitUntil, sent } = setUp()
    buffer.see({ identifier: 'ada', anonymous: true }, waitUntil)
    buffer.see({ identifier: '' }, waitUntil)
    await buffer.flush()
    expect(sent).toEqual([])
  })

  it('beyond maxTargets are left out, said once (7004), and may come with a later interval', async () => {
    const { buffer, waitUntil, sent, codes } = setUp({ maxTargets: 2 })
    for (const identifier of ['a', 'b', 'c', 'd']) buffer.see({ identifier }, waitUntil)
    await buffer.flush()
    expect(codes().filter((code) => code === 7004)).toHaveLength(1)
    buffer.see({ identifier: 'c' }, waitUntil)
    await buffer.flush()
    expect(sent.map(({ targets }) => targets.map(({ identifier }) => identifier))).toEqual([
      ['a', 'b'],
      ['c'],
    ])
  })
})

describe('ownership', () => {
  it.each([
    [undefined, 20],
    [60, 20],
    [5, 5],
  ])('with flushInterval %s the owner waits %i s', async (flushInterval, seconds) => {
    const { buffer, waitUntil, works, sent } = setUp(flushInterval === undefined ? {} : { flushInterval })
    buffer.count(decision('dark-mode'), waitUntil)
    expect(works).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(seconds * 1000 - 1)
    expect(sent).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    await works[0]
    expect(totals(sent)).toEqual([{ 'dark-mode/on': 1 }])
  })

  it('one request owns what many count', () => {
    const { buffer, waitUntil, works } = setUp()
    for (let i = 0; i < 10; i++) buffer.count(decision(`flag-${i}`), waitUntil)
    buffer.adopt(waitUntil)
    expect(works).toHaveLength(1)
  })

  it('nothing is owned if nothing was counted', () => {
    const { buffer, waitUntil, works } = setUp()
    buffer.adopt(waitUntil)
    expect(works).toEqual([])
  })

  it('a thousand pairs are sent immediately', async () => {
    const { buffer, waitUntil, works, sent } = setUp()
    for (let i = 0; i < 1_000; i++) buffer.count(decision(`flag-${i}`), waitUntil)
    expect(works).toHaveLength(2) // the owner, and the flush
    await works[1]
    expect(sent[0]?.evaluations).toHaveLength(1_000)
  })
})

describe('failures', () => {
  const fail: MetricsSink['send'] = () => Promise.reject(new Error('HTTP 503'))

  it('are tried three times, then kept for the next flush, with what came since', async () => {
    const { buffer, waitUntil, sent, answerWith, codes } = setUp()
    const same = decision('dark-mode')
    answerWith(fail)
    buffer.count(same, waitUntil)
    buffer.see({ identifier: 'ada' }, waitUntil)
    const flushed = buffer.flush()
    await vi.advanceTimersByTimeAsync(8_000)
    await flushed
    expect(sent).toHaveLength(3)
    expect(codes()).toEqual([7000, 7002, 7002, 7002, 7006])
    answerWith(async () => undefined)
    buffer.count(same, waitUntil)
    await buffer.flush()
    expect(totals(sent).at(-1)).toEqual({ 'dark-mode/on': 2 })
    expect(sent.at(-1)?.targets).toEqual([{ identifier: 'ada' }])
  })

  it('send targets in batches of 1,000, the counts with the first, and say so (7005)', async () => {
    const { buffer, sent, codes } = setUp()
    buffer.count(decision('dark-mode'), undefined)
    for (let i = 0; i < 2_500; i++) buffer.see({ identifier: `user-${i}` }, undefined)
    await buffer.flush()
    expect(sent.map(({ evaluations, targets }) => [evaluations.length, targets.length])).toEqual([
      [1, 1_000],
      [0, 1_000],
      [0, 500],
    ])
    expect(codes()).toEqual([7005])
  })

  it('of a later batch keep that one and the rest (7006)', async () => {
    const { buffer, sent, answerWith, codes } = setUp()
    buffer.count(decision('dark-mode'), undefined)
    for (let i = 0; i < 2_500; i++) buffer.see({ identifier: `user-${i}` }, undefined)
    answerWith(async ({ evaluations }) => {
      if (evaluations.length === 0) throw new Error('HTTP 503')
    })
    const flushed = buffer.flush()
    await vi.advanceTimersByTimeAsync(8_000)
    await flushed
    expect(codes()).toEqual([7002, 7002, 7002, 7006])
    sent.length = 0
    answerWith(async () => undefined)
    await buffer.flush()
    expect(sent.flatMap(({ targets }) => targets.map(({ identifier }) => identifier))).toEqual(
      Array.from({ length: 1_500 }, (_, i) => `user-${i + 1_000}`),
    )
    expect(totals(sent).every((counts) => Object.keys(counts).length === 0)).toBe(true)
  })

  it('end with a batch that is given up: nothing that follows is tried, or said to be sent', async () => {
    const { buffer, sent, answerWith, codes } = setUp()
    for (let i = 0; i < 2_500; i++) buffer.see({ identifier: `user-${i}` }, undefined)
    answerWith(async () => false)
    await buffer.flush()
    await buffer.flush()
    expect([sent.length, codes()]).toEqual([1, []])
  })

  it('show a sink nothing of how they are kept', async () => {
    const seen: unknown[] = []
    const { buffer, answerWith } = setUp()
    answerWith(async ({ evaluations }) => void seen.push(...evaluations))
    buffer.count(decision('dark-mode'), undefined)
    await buffer.flush()
    expect(seen).toEqual([{ flag: 'dark-mode', variation: 'on', value: 'true', count: 1 }])
  })

  it('begin no attempt after the 8 s that waitUntil leaves a flush', async () => {
    const { buffer, waitUntil, answerWith } = setUp()
    vi.spyOn(Math, 'random').mockReturnValue(0.999)
    onTestFinished(() => void vi.restoreAllMocks())
    answerWith(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5_400))
      throw new Error('HTTP 503')
    })
    buffer.count(decision('dark-mode'), waitUntil)
    const begun = Date.now()
    const flushed = buffer.flush().then(() => Date.now() - begun)
    await vi.advanceTimersByTimeAsync(30_000)
    // This sink heeds no signal: its second attempt runs over the 8 s. One pause may follow, and no third attempt.
    expect(await flushed).toBeLessThanOrEqual(5_400 + 750 + 5_400 + 1_500)
  })

  it('do not exceed the limits when they are kept', async () => {
    const { buffer, waitUntil, sent, answerWith, codes } = setUp({ maxEvaluations: 1 })
    answerWith(fail)
    buffer.count(decision('old'), waitUntil)
    const flushed = buffer.flush()
    buffer.count(decision('new'), waitUntil)
    await vi.advanceTimersByTimeAsync(8_000)
    await flushed
    answerWith(async () => undefined)
    await buffer.flush()
    expect(totals(sent).at(-1)).toEqual({ 'new/on': 1 })
    expect(codes()).toContain(7007)
  })

  it('of a large batch do not flush again with every count', async () => {
    const { buffer, waitUntil, works, answerWith } = setUp()
    answerWith(fail)
    for (let i = 0; i < 1_000; i++) buffer.count(decision(`flag-${i}`), waitUntil)
    await vi.advanceTimersByTimeAsync(8_000)
    const begun = works.length
    for (let i = 0; i < 100; i++) buffer.count(decision(`later-${i}`), waitUntil)
    expect(works.length).toBeLessThanOrEqual(begun + 1)
  })
})
