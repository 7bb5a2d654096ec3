/**
 * Rule 1: share values, never promises, across requests. This runs in a real workerd and over real connections,
 * because workerd ends a request, and everything that it waits for, only when its client goes away.
 */

import { compileHarness } from 'burgee/harness'
import { describe, expect, it, onTestFinished } from 'vitest'
import { boolFlag } from '../conformance/build.js'
import { NOT_LONG, type Outcome, outcomes, type VisitOptions, visit, visits } from '../kit/client.js'
import { PAST_LEASE, PAST_TTL } from '../kit/clock.js'
import { startUpstream } from '../kit/upstream.js'
import { until } from '../kit/wait.js'
import { bundleAndStart } from '../kit/worker.js'

const start = async (fixture: 'own-reads' | 'shared-read') => {
  const upstream = await startUpstream()
  onTestFinished(upstream.stop)
  const worker = await bundleAndStart({ file: `test/fixtures/${fixture}.ts` }, { UPSTREAM: upstream.url })
  onTestFinished(worker.stop)
  const { url, miniflare } = worker
  const flags = await miniflare.getKVNamespace('FLAGS')
  const publish = (dark: boolean) => {
    const darkMode = boolFlag('dark-mode', { defaultServe: { variation: dark ? 'on' : 'off' } })
    return flags.put('burgee:snapshot', compileHarness({ flags: [darkMode] }).snapshot)
  }
  const later = (seconds: number) => visit(url, `/later/${seconds}`).outcome
  return { upstream, url, publish, later }
}

const served = (dark: boolean, source: 'store' | 'memory'): Outcome => ({
  status: 200,
  body: { dark, source },
})

const all = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one)

/** True if the response has the right value: KV serves `dark-mode`, and its fallback is `false`. */
const isDark = ({ body }: Outcome): boolean =>
  typeof body === 'object' && body !== null && 'dark' in body && body.dark === true

describe('a cold isolate with many visitors at the same time', () => {
  it('answers all who stay, although the first reader and others leave in the middle of their reads', async () => {
    const { upstream, url, publish } = await start('own-reads')
    await publish(true)
    upstream.hold()
    const first = visit(url, '/')
    await until(() => upstream.calls === 1)
    const [leaving, staying] = [visits(19, url, '/'), visits(40, url, '/')]
    await until(() => upstream.calls === 60, 'each reads for itself')

    for (const one of [first, ...leaving]) one.leave()
    await until(() => upstream.abandoned === 20, 'workerd ends the reads of those who left')
    upstream.release()
    expect(await outcomes(staying)).toEqual(all(40, served(true, 'store')))

    expect(await outcomes(visits(20, url, '/'))).toEqual(all(20, served(true, 'memory')))
    expect(upstream.calls, 'nothing is read again').toBe(60)
  })

  it('makes no visitor wait for another’s read', async () => {
    const { upstream, url, publish } = await start('own-reads')
    await publish(true)
    upstream.hold(1)
    const first = visit(url, '/')
    await until(() => upstream.calls === 1)
    expect((await outcomes(visits(20, url, '/'))).map(isDark)).toEqual(all(20, true))
    upstream.release()
    expect(await first.outcome).toEqual(served(true, 'store'))
  })
})

describe('control: a store that shares its promise among 21 visitors', () => {
  const startCrowd = async (options?: VisitOptions) => {
    const { upstream, url, publish } = await start('shared-read')
    await publish(true)
    upstream.hold()
    const first = visit(url, '/')
    await until(() => upstream.calls === 1)
    const others = visits(20, url, '/', options)
    await until(async () => (await visit(url, '/visitors').outcome).body === 21)
    expect(upstream.calls, 'one reads, the others wait for it').toBe(1)
    return { upstream, first, others }
  }

  it('all are served as long as no visitor leaves', async () => {
    const { upstream, others } = await startCrowd()
    upstream.release()
    expect(await outcomes(others)).toEqual(all(20, served(true, 'store')))
  })

  it('the others fail when the visitor who reads leaves', async () => {
    const { upstream, first, others } = await startCrowd(NOT_LONG)
    first.leave()
    await until(() => upstream.abandoned === 1)
    upstream.release()
    expect((await outcomes(others)).map(isDark)).toContain(false)
  })
})

describe('a stale isolate whose reader’s client leaves', () => {
  /** The isolate has `dark: false`, and its TTL is over. KV has `dark: true`. The upstream holds two responses. */
  const startStale = async () => {
    const { upstream, url, publish, later } = await start('own-reads')
    await publish(false)
    expect(await visit(url, '/').outcome).toEqual(served(false, 'store'))
    await publish(true)
    await later(PAST_TTL)
    upstream.hold(2)
    return { upstream, url, later }
  }

  it('serves all others from memory, and takes what was read in its waitUntil', async () => {
    const { upstream, url } = await startStale()
    const reader = visit(url, '/long')
    await until(() => upstream.calls === 3)
    reader.leave()
    expect(await reader.outcome).toMatchObject({ failed: expect.any(String) })
    expect(await outcomes(visits(20, url, '/'))).toEqual(all(20, served(false, 'memory')))
    upstream.release()
    await until(async () => isDark(await visit(url, '/').outcome))
    expect(upstream.calls, 'one read before, one now, and the reader’s own').toBe(3)
  })

  it('serves all others from memory if the read died with it, and reads again after the lease', async () => {
    const { upstream, url, later } = await startStale()
    const reader = visit(url, '/long', { headers: { 'x-no-wait-until': '1' } })
    await until(() => upstream.calls === 3)
    reader.leave()
    await until(() => upstream.abandoned === 2)
    upstream.release()
    expect(await outcomes(visits(20, url, '/'))).toEqual(all(20, served(false, 'memory')))
    expect(upstream.calls, 'the lease is held').toBe(3)
    await later(PAST_LEASE)
    expect(await visit(url, '/').outcome).toEqual(served(false, 'memory'))
    await until(async () => isDark(await visit(url, '/').outcome))
    expect(upstream.calls).toBe(4)
  })
})
