/** Waiting: when it ends, and that it leaves no timer and no listener behind. */
import { getEventListeners } from 'node:events'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { sleep, sleepUnlessAborted, unlessAborted, until, within } from '../../src/time/wait.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
})

const never = () => new Promise<never>(() => {})
const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length

/** True once the promise is settled. */
const watch = (work: Promise<unknown>) => {
  const watched = { ended: false }
  const end = () => {
    watched.ended = true
  }
  work.then(end, end)
  return watched
}

describe('sleep()', () => {
  it('ends after its time', async () => {
    const watched = watch(sleep(100))
    await vi.advanceTimersByTimeAsync(99)
    expect(watched.ended).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(watched.ended).toBe(true)
  })
})

describe('sleepUnlessAborted()', () => {
  it('leaves no listener on the signal', async () => {
    const { signal } = new AbortController()
    const slept = sleepUnlessAborted(100, signal)
    expect(listeners(signal)).toBe(1)
    await vi.advanceTimersByTimeAsync(100)
    await slept
    expect(listeners(signal)).toBe(0)
  })

  it('ends when the signal aborts, and leaves no timer', async () => {
    const controller = new AbortController()
    const slept = sleepUnlessAborted(100, controller.signal)
    controller.abort()
    await slept
    expect([vi.getTimerCount(), listeners(controller.signal)]).toEqual([0, 0])
  })

  it('ends immediately if the signal has aborted', async () => {
    const signal = AbortSignal.abort()
    await sleepUnlessAborted(100, signal)
    expect([vi.getTimerCount(), listeners(signal)]).toEqual([0, 0])
  })
})

describe('until()', () => {
  it('ends once the condition holds, and leaves no timer', async () => {
    let holds = false
    const watched = watch(until(() => holds))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(watched.ended).toBe(false)
    holds = true
    await vi.advanceTimersByTimeAsync(20)
    expect([watched.ended, vi.getTimerCount()]).toEqual([true, 0])
  })
})

describe('within()', () => {
  it('passes on what the work resolves or rejects with, and leaves no timer', async () => {
    expect(await within(Promise.resolve(1), 100, 'too late')).toBe(1)
    await expect(within(Promise.reject(new Error('broken')), 100, 'too late')).rejects.toThrow('broken')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('rejects after its time', async () => {
    const failed = expect(within(never(), 100, 'too late')).rejects.toThrow('too late')
    await vi.advanceTimersByTimeAsync(100)
    await failed
  })
})

describe('unlessAborted()', () => {
  it('passes on what the work resolves or rejects with, and leaves no listener', async () => {
    const { signal } = new AbortController()
    expect(await unlessAborted(Promise.resolve(1), signal, 'stopped')).toBe(1)
    await expect(unlessAborted(Promise.reject(new Error('broken')), signal, 'stopped')).rejects.toThrow(
      'broken',
    )
    expect(listeners(signal)).toBe(0)
  })

  it('rejects when the signal aborts, and leaves no listener', async () => {
    const controller = new AbortController()
    const work = unlessAborted(never(), controller.signal, 'stopped')
    expect(listeners(controller.signal)).toBe(1)
    controller.abort()
    await expect(work).rejects.toThrow('stopped')
    expect(listeners(controller.signal)).toBe(0)
  })

  it('rejects if the signal has aborted, although the work is done', async () => {
    const signal = AbortSignal.abort()
    await expect(unlessAborted(Promise.resolve(1), signal, 'stopped')).rejects.toThrow('stopped')
    expect(listeners(signal)).toBe(0)
  })
})
