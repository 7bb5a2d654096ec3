/** The events in docs/coming-from-flagbase.md. */
import { describe, expect, it, vi } from 'vitest'
import { flag, rule } from '../conformance/flagbase-build.js'
import { FLAGBASE_ENV } from '../kit/fake-fetch.js'
import { ada, connect, worker } from '../kit/flagbase.js'
import { hear } from '../kit/record.js'

const broken = flag('broken', { rules: [rule('plan', 'less_than', '1')] })

describe('flagbase › events', () => {
  it('ready: once, with the first flags', async () => {
    const { events, heard } = hear('ready')
    const { api, handle } = connect({ events })
    await handle.ready()
    api.deleteFlag('greeting')
    await handle.refresh()
    expect(heard).toEqual([
      ['ready', expect.stringMatching(/^Ready: revision/), { code: 1000, revision: expect.any(String) }],
    ])
  })

  it('fetch, then fetch_full, fetch_cached or fetch_error', async () => {
    const { events, heard } = hear('fetch', 'fetch_full', 'fetch_cached', 'fetch_error')
    const { api, refresh } = worker({ events })
    await refresh()
    await refresh()
    expect(api.requests.map(({ status }) => status)).toEqual([200, 304])
    api.fail({ status: 404 })
    await refresh()
    expect(heard).toEqual([
      ['fetch', 'Asking the config API', { code: 9013 }],
      ['fetch_full', 'The config API answered', { code: 9014 }],
      ['fetch', 'Asking the config API', { code: 9013 }],
      ['fetch_cached', expect.stringMatching(/^Nothing changed: revision/), { code: 9001 }],
      ['fetch', 'Asking the config API', { code: 9013 }],
      ['fetch_error', expect.stringContaining('HTTP 404 from http://poller.invalid'), { code: 9011 }],
    ])
  })

  it('fetch_error: for a network that is down, too', async () => {
    const { events, heard } = hear('fetch_error')
    const { refresh } = worker({ events, refresh: { timeout: 0.05 } })
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no route')))
    await refresh()
    expect(heard).toHaveLength(1)
  })

  it('evaluation: with flag, target and detail', async () => {
    const { events, heard } = hear('evaluation')
    const { handle } = connect({ events })
    await handle.ready()
    handle.forTarget(ada).variation('dark-mode', 'control')
    expect(heard).toEqual([
      [
        'evaluation',
        'Evaluated dark-mode: treatment, targeted',
        {
          code: 6000,
          flag: 'dark-mode',
          target: ada,
          detail: expect.objectContaining({ variation: 'treatment', reason: 'targeted' }),
        },
      ],
    ])
  })

  it('evaluation: also when the fallback is served', async () => {
    const { events, heard } = hear('evaluation')
    const { handle } = connect({ events }, { flags: [broken] })
    await handle.ready()
    for (const key of ['missing', 'broken']) handle.forTarget(ada).variation(key, 'control')
    expect(heard.map(([, , context]) => context)).toMatchObject([
      { flag: 'missing', detail: { reason: 'missing_flag_key_in_store', variation: undefined } },
      { flag: 'broken', detail: { reason: 'evaluation_error', variation: undefined } },
    ])
  })

  it('log_critical: what only a person can put right', async () => {
    const { events, heard } = hear('log_critical')
    await worker({ events }, {}, { ...FLAGBASE_ENV, FLAGBASE_SDK_KEY: '' }).refresh()
    await worker({ events }, { sdkKey: 'another' }).refresh()
    const unbound = { ...FLAGBASE_ENV, FLAGS: undefined }
    await worker({ events }, {}, unbound).visit((seen) => seen.all())
    expect(heard.map(([, , context]) => context)).toEqual([{ code: 1002 }, { code: 2001 }, { code: 9008 }])
  })

  it('log_error: a flag that cannot be evaluated, a fetch that failed', async () => {
    const { events, heard } = hear('log_error')
    const { api, handle } = connect({ events }, { flags: [broken] })
    await handle.ready()
    handle.forTarget(ada).variation('broken', 'control')
    api.fail({ status: 404 })
    await handle.refresh()
    expect(heard).toEqual([
      ['log_error', expect.stringMatching(/^Fallback for broken: .*less_than/), { code: 6001 }],
      ['log_error', expect.stringContaining('HTTP 404'), { code: 8011 }],
      ['log_error', expect.stringContaining('HTTP 404'), { code: 9011 }],
    ])
  })

  it('log_warning: a flag that does not exist', async () => {
    const { events, heard } = hear('log_warning')
    const { handle } = connect({ events })
    await handle.ready()
    for (let i = 0; i < 2; i++) handle.forTarget(ada).variation('missing', 'control')
    expect(heard, 'once').toEqual([
      ['log_warning', 'Fallback for missing: the flag does not exist', { code: 6001 }],
    ])
  })

  it('log_info and log_debug: every other line', async () => {
    const { events, heard } = hear('log_info', 'log_debug')
    await worker({ events }).refresh()
    expect(heard.map(([type, , context]) => [type, context])).toEqual([
      ['log_debug', { code: 9013 }],
      ['log_debug', { code: 9014 }],
      ['log_info', { code: 9000 }],
    ])
  })

  it('there is no event named debug', async () => {
    const { events, heard } = hear('log_debug')
    const listener = vi.fn()
    // @ts-expect-error no such type: log_debug
    events.on('debug', listener)
    await worker({ events }).refresh()
    expect(heard.length).toBeGreaterThan(0)
    expect(listener).not.toHaveBeenCalled()
  })

  it('a listener that throws disturbs no other', async () => {
    const { events, heard } = hear('evaluation')
    const fail = () => {
      throw new Error('mine')
    }
    for (const type of ['fetch', 'fetch_full', 'evaluation'] as const) events.on(type, fail)
    const { handle, served, said } = connect({ events })
    await handle.ready()
    expect(served()).toBe('treatment')
    expect(heard).toHaveLength(1)
    expect(said(9015)).toHaveLength(3)
  })

  it('any function can be taken away again', () => {
    const { handle } = connect()
    const owner = { calls: 0, hear: () => owner.calls++ }
    handle.on('evaluation', owner.hear)
    handle.off('evaluation', owner.hear)
    handle.forTarget(ada).variation('dark-mode', '')
    expect(owner.calls).toBe(0)
  })
})
