import { createClock } from 'burgee/testing'
import { describe, expect, it } from 'vitest'

describe('createClock', () => {
  it('stands still until it is advanced', () => {
    const { now, advance } = createClock(1000)
    expect([now(), now(), advance(250), now(), advance(0)]).toEqual([1000, 1000, 1250, 1250, 1250])
  })

  it('starts at the same time every day', () => {
    expect(new Date(createClock().now()).toISOString()).toBe('2025-01-01T00:00:00.000Z')
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses to advance by %d', (ms) => {
    expect(() => createClock().advance(ms)).toThrow(`advance: ms must be 0 or more, got ${ms}`)
  })

  it('refuses to start at NaN', () => {
    expect(() => createClock(Number.NaN)).toThrow('createClock: startMs must be a finite number, got NaN')
  })
})
