/** docs/providers.md: its code keeps the contract, and serves what the page says. test/docs checks its types. */
import { readFileSync } from 'node:fs'
import { createFlags } from 'burgee'
import { memory } from 'burgee/memory'
import type { Compiled, Provider } from 'burgee/provider'
import { scheduledRefresh } from 'burgee/refresh'
import { providerContract } from 'burgee/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { bundleWorker, ROOT } from '../../kit/bundle.js'

const page = readFileSync(`${ROOT}docs/providers.md`, 'utf8')
const [, provider = ''] = /^```ts\n([\s\S]*?)^```$/m.exec(page) ?? []
const [, file = ''] = /^```json\n([\s\S]*?)^```$/m.exec(page) ?? []

const { code } = await bundleWorker({ code: provider })
const { compilePercentFile, percentFile } = (await import(
  /* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
)) as {
  compilePercentFile(file: unknown): Compiled
  percentFile(options?: { url?: string }): Provider
}

describe('the contract', () => {
  const flags = JSON.parse(file) as Record<string, unknown>
  const contract = providerContract({
    createProvider: () => percentFile(),
    env: { FLAGS_URL: 'https://flags.test/flags.json' },
    respond: () => Response.json(flags),
    change: () => {
      flags[`flag-${Object.keys(flags).length}`] = true
    },
  })
  for (const { name, run } of contract) it(name, run)
})

describe('what it serves', () => {
  it('is the boolean, or true to about that percentage, each flag for itself', () => {
    const flags = createFlags({ ...compilePercentFile({ on: true, off: false, quarter: 25, other: 25 }) })
    const shares = { on: 0, off: 0, quarter: 0, other: 0, both: 0 }
    for (let i = 0; i < 4_000; i++) {
      const visitor = flags.forTarget({ identifier: `visitor-${i}` })
      for (const key of ['on', 'off', 'quarter', 'other'] as const) {
        if (visitor.boolVariation(key, false)) shares[key]++
      }
      if (visitor.boolVariation('quarter', false) && visitor.boolVariation('other', false)) shares.both++
    }
    expect([shares.on, shares.off]).toEqual([4_000, 0])
    for (const share of [shares.quarter, shares.other]) expect(Math.abs(share - 1_000)).toBeLessThan(140)
    expect(shares.both).toBeLessThan(400) // about 250; with shared buckets it would be 1,000
    expect(flags.forTarget({ identifier: 'ada' }).detail('quarter', false).reason).toBe('percentage')
  })

  it('leaves out a flag that is wrong, and names it', () => {
    const { issues, snapshot, dialect } = compilePercentFile({ good: true, bad: 'yes', much: 101 })
    expect(issues.map(({ key, refused }) => [key, refused])).toEqual([
      ['bad', true],
      ['much', true],
    ])
    expect(Object.keys(createFlags({ snapshot, dialect }).forTarget(undefined).all())).toEqual(['good'])
  })

  it('goes from the URL to the store, and is written only when the file changed', async () => {
    let file: object = { 'dark-mode': true }
    vi.stubGlobal('fetch', async () => Response.json(file))
    onTestFinished(() => void vi.unstubAllGlobals())
    const store = memory()
    const options = {
      provider: percentFile({ url: 'https://flags.test/flags.json' }),
      store,
      logLevel: 'silent' as const,
    }
    const refresh = scheduledRefresh(options)
    expect(await refresh({})).toMatchObject({ status: 'published', flags: 1 })
    expect(await refresh({})).toMatchObject({ status: 'unchanged' })
    file = { 'dark-mode': false }
    expect(await refresh({})).toMatchObject({ status: 'published' })
    const flags = createFlags(options)
    await flags.ready()
    expect(flags.forTarget({ identifier: 'ada' }).boolVariation('dark-mode', true)).toBe(false)
  })

  it('says what is wrong with its URL', async () => {
    const refresh = scheduledRefresh({ provider: percentFile(), store: memory(), logLevel: 'silent' })
    expect(await refresh({})).toMatchObject({
      status: 'failed',
      reason: 'misconfigured',
      message: expect.stringMatching(/^FLAGS_URL must be/),
    })
  })
})
