/** The log codes 6000 to 7007 in docs/coming-from-harness.md: evaluation and metrics. */
import { describe, expect, it } from 'vitest'
import { stringFlag } from '../conformance/build.js'
import { hurry } from '../kit/clock.js'
import { constantFlag } from '../kit/flags.js'
import { ada, connect, worker } from '../kit/harness.js'

const POSTED = 'info SDKCODE:7003: Metrics posted: 1 counts, 1 targets'

describe('harness › log codes', () => {
  it('6000: a flag was evaluated', async () => {
    const { handle, said } = connect()
    await handle.ready()
    handle.forTarget(ada).boolVariation('dark-mode', false)
    expect(said(6000)).toEqual(['debug SDKCODE:6000: Evaluated dark-mode: on, rule_match'])
    expect(said(6000).join(), 'no line holds a target').not.toContain('ada')
  })

  it('6001: a fallback was returned', async () => {
    const { handle, said } = connect(
      {},
      { flags: [stringFlag('greeting'), constantFlag('broken', 'int', 'ten')] },
    )
    await handle.ready()
    const flags = handle.forTarget(ada)
    for (const key of ['missing', 'missing', 'greeting']) flags.boolVariation(key, false)
    flags.numberVariation('broken', 0)
    expect(said(6001), 'once for each flag and reason').toEqual([
      'warn SDKCODE:6001: Fallback for missing: the flag does not exist',
      'warn SDKCODE:6001: Fallback for greeting: the flag is string, not boolean',
      'error SDKCODE:6001: Fallback for broken: its variation only is not a valid int',
    ])
  })

  it('6002: a target lacks the attribute of a rollout', async () => {
    const distribution = { bucketBy: 'company', variations: [{ variation: 'b', weight: 100 }] }
    const { handle, said } = connect({}, { flags: [stringFlag('flag', { defaultServe: { distribution } })] })
    await handle.ready()
    expect(handle.forTarget(ada).variation('flag', '')).toBe('b')
    expect(handle.forTarget({ identifier: 'bob' }).variation('flag', '')).toBe('b')
    expect(said(6002), 'once for each attribute').toEqual([
      'warn SDKCODE:6002: BucketBy attribute not found: company',
    ])
  })

  it('7000: a request begins to gather metrics', async () => {
    const { refresh, visit, said } = worker({ metrics: { flushInterval: 0.001 } })
    await refresh()
    for (let i = 0; i < 2; i++) {
      const { settle } = await visit((flags) => flags.boolVariation('dark-mode', false))
      await settle()
    }
    expect(said(7000), 'once in an isolate').toEqual(['info SDKCODE:7000: Metrics started, every 0.001 s'])
    expect(said(7003), 'each time').toEqual([
      POSTED,
      'info SDKCODE:7003: Metrics posted: 1 counts, 0 targets',
    ])
  })

  it('7001: close() ends the metrics', async () => {
    const counting = connect({ metrics: {} })
    await counting.handle.close()
    expect(counting.said(7001)).toEqual(['info SDKCODE:7001: Metrics stopped'])
    const without = connect({ metrics: false })
    await without.handle.close()
    expect(without.said(7001)).toEqual([])
  })

  it('7002: metrics were not taken', async () => {
    const { api, handle, isDark, said } = connect({ metrics: {} })
    await handle.ready()
    isDark()
    api.fail({ route: 'metrics', status: 400, times: 1 })
    await handle.flush()
    expect(said(7002)).toEqual([
      expect.stringMatching(/^warn SDKCODE:7002: Posting metrics failed: HTTP 400 from .*; counts dropped$/),
    ])
    isDark()
    api.fail({ route: 'metrics', status: 503, times: 1 })
    await hurry(handle.flush())
    expect(said(7002)[1]).toMatch(/HTTP 503 from /)
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 1 })
  })

  it('7003: metrics were sent', async () => {
    const { handle, isDark, said } = connect({ metrics: {} })
    await handle.ready()
    isDark()
    await handle.flush()
    expect(said(7003)).toEqual([POSTED])
  })

  it('7004: there are more targets than are kept', async () => {
    const { handle, said } = connect({ metrics: { maxTargets: 1 } })
    await handle.ready()
    for (const identifier of ['a', 'b', 'c']) handle.forTarget({ identifier }).stringVariation('greeting', '')
    expect(said(7004), 'once for each flush').toEqual([
      'warn SDKCODE:7004: Too many targets: the rest is not sent',
    ])
  })

  it('7005: targets were sent in batches', async () => {
    const { api, handle, said } = connect({ metrics: {} })
    await handle.ready()
    for (let i = 0; i < 1_001; i++) handle.forTarget({ identifier: `${i}` }).stringVariation('greeting', '')
    await handle.flush()
    expect(api.metrics.map(({ targetData }) => targetData?.length)).toEqual([1_000, 1])
    expect(said(7005)).toEqual(['info SDKCODE:7005: Target batches posted: 2'])
  })

  it('7006: batches of targets were not taken', async () => {
    const { api, handle, said } = connect({ metrics: {} })
    await handle.ready()
    for (let i = 0; i < 1_001; i++) handle.forTarget({ identifier: `${i}` }).stringVariation('greeting', '')
    api.fail({ route: 'metrics', status: 503 })
    await hurry(handle.flush())
    expect(said(7006)).toEqual(['warn SDKCODE:7006: Target batches failed: 1001 targets'])
  })

  it('7007: there are more evaluations than are kept', async () => {
    const { handle, said } = connect({ metrics: { maxEvaluations: 1 } })
    await handle.ready()
    const flags = handle.forTarget(ada)
    flags.stringVariation('greeting', '')
    for (let i = 0; i < 2; i++) flags.numberVariation('page-size', 0)
    expect(said(7007), 'once for each flush').toEqual([
      'warn SDKCODE:7007: Too many evaluations: the rest is not sent',
    ])
  })
})
