/** The log codes 8005 to 8012 in docs/coming-from-harness.md: fetching. And those that are not in use. */
import { describe, expect, it } from 'vitest'
import { hurry } from '../kit/clock.js'
import { worker } from '../kit/harness.js'
import { logCodes } from '../kit/log-codes.js'
import { codesInUse } from './codes-in-use.js'

const FLAGS_URL = /HTTP 500 from http:\/\/config\.invalid\/api\/1\.0\/client\/env\/[\w-]+\/feature-configs/
const SEGMENTS_URL = /HTTP 500 from http:\/\/config\.invalid\/api\/1\.0\/client\/env\/[\w-]+\/target-segments/

/** A refresh that fails for good on one of its routes. */
const failing = async (route: 'flags' | 'segments') => {
  const set = worker({ refresh: { timeout: 900 } })
  set.api.fail({ route, status: 500 })
  await hurry(set.refresh())
  return set
}

describe('harness › log codes', () => {
  it.each([
    [8005, 'flag'],
    [8006, 'segment'],
    [8009, 'flag'],
    [8010, 'segment'],
  ] as const)('%i: no single %s is fetched', async (code, route) => {
    const { api, refresh, codes } = worker()
    await refresh()
    api.updateFlag('greeting', { defaultServe: { variation: 'b' } })
    api.updateSegment('beta', { included: [] })
    await refresh()
    expect(api.count(route)).toBe(0)
    expect([...codes(), ...codesInUse()]).not.toContain(code)
  })

  it('8007: an attempt to fetch flags failed', async () => {
    const { said } = await failing('flags')
    expect(said(8007)).toHaveLength(5)
    expect(said(8007)[0]).toMatch(/^warn SDKCODE:8007: Fetching all features: attempt 1 failed: /)
    expect(said(8007)[4]).toMatch(FLAGS_URL)
  })

  it('8008: an attempt to fetch segments failed', async () => {
    const { said } = await failing('segments')
    expect(said(8008)).toHaveLength(5)
    expect(said(8008)[0]).toMatch(/^warn SDKCODE:8008: Fetching all segments: attempt 1 failed: /)
    expect(said(8008)[4]).toMatch(SEGMENTS_URL)
  })

  it('8011: fetching flags was given up', async () => {
    const { said } = await failing('flags')
    expect(said(8011)).toHaveLength(1)
    expect(said(8011)[0]).toMatch(/^error SDKCODE:8011: Fetching all features failed, reason: /)
    expect(said(8011)[0]).toMatch(FLAGS_URL)
  })

  it('8012: fetching segments was given up', async () => {
    const { said } = await failing('segments')
    expect(said(8012)).toHaveLength(1)
    expect(said(8012)[0]).toMatch(/^error SDKCODE:8012: Fetching all segments failed, reason: /)
    expect(said(8012)[0]).toMatch(SEGMENTS_URL)
  })

  it('the numbers that no SDK uses are free here too', () => {
    expect(codesInUse().filter((code) => [1004, 1005, 8000, 8001, 8002, 8003, 8004].includes(code))).toEqual(
      [],
    )
  })

  it('every line has its own number, and a message', () => {
    const codes = codesInUse()
    expect(codes.length).toBeGreaterThan(40)
    expect(codes.filter((code, place) => codes.indexOf(code) !== place)).toEqual([])
    expect(logCodes().filter(({ levels }) => levels.length === 0)).toEqual([])
  })
})
