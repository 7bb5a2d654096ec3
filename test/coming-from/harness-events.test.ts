/** The events in docs/coming-from-harness.md. */
import { describe, expect, it, vi } from 'vitest'
import { boolFlag } from '../conformance/build.js'
import { ada, connect, worker } from '../kit/harness.js'
import { hear } from '../kit/record.js'

describe('harness › events', () => {
  it('ready: once, with the first flags', async () => {
    const { events, heard } = hear('ready')
    const { api, handle } = connect({ events })
    await handle.ready()
    api.deleteFlag('theme')
    await handle.refresh()
    expect(heard).toEqual([
      [
        'ready',
        expect.stringMatching(/^Ready: revision [0-9a-f]{16} is loaded$/),
        { code: 1000, revision: expect.stringMatching(/^[0-9a-f]{16}$/) },
      ],
    ])
  })

  it('ready, in a worker: in each isolate, with its first read', async () => {
    const { events, heard } = hear('ready')
    const { refresh, visit } = worker({ events })
    await refresh()
    expect(heard, 'the cron evaluates nothing').toEqual([])
    await visit(() => {})
    await visit(() => {})
    expect(heard).toHaveLength(1)
  })

  it('failed: whenever new flags could not be had', async () => {
    const { events, heard } = hear('failed')
    const { refresh } = worker({ events }, { sdkKey: 'another' })
    await refresh()
    await refresh()
    expect(heard).toEqual([
      ['failed', expect.stringContaining('authentication failed'), { code: 9011 }],
      ['failed', expect.stringContaining('authentication failed'), { code: 9011 }],
    ])
  })

  it('failed: for a missing key too, and for a store that is down', async () => {
    const { events, heard } = hear('failed')
    await worker({ events }, {}, {}).refresh()
    const down = () => Promise.reject(new Error('down'))
    await worker({ events, store: { read: down, write: down } }).refresh()
    expect(heard.map(([, , context]) => context)).toEqual([{ code: 9011 }, { code: 9007 }])
  })

  it('changed: once for all flags that changed, not for the first', async () => {
    const { events, heard } = hear('changed')
    const { api, handle } = connect({ events })
    await handle.ready()
    expect(heard).toEqual([])
    api.updateFlag('greeting', { defaultServe: { variation: 'b' } })
    api.setFlag(boolFlag('added'))
    api.deleteFlag('theme')
    await handle.refresh()
    expect(heard).toEqual([
      [
        'changed',
        expect.stringMatching(/^Revision [0-9a-f]{16} is loaded$/),
        { code: 9012, revision: handle.snapshot.revision, flags: ['added', 'greeting', 'theme'] },
      ],
    ])
  })

  it('changed: for the flags of a segment that changed', async () => {
    const { events, heard } = hear('changed')
    const { api, handle, isDark } = connect({ events })
    await handle.ready()
    api.updateSegment('beta', { included: [] })
    await handle.refresh()
    expect(heard.map(([, , context]) => context)).toMatchObject([{ flags: ['dark-mode'] }])
    expect(isDark()).toBe(false)
    api.deleteSegment('beta')
    await handle.refresh()
    expect(heard.map(([, , context]) => context)).toMatchObject([{}, { flags: ['dark-mode'] }])
  })

  it.each([
    'stream_ready',
    'stream_connected',
    'stream_retrying',
    'stream_disconnected',
    'stream_changed',
    'stream_error',
  ])('there is no %s', async (type) => {
    const { events } = hear()
    const heard = vi.fn()
    // @ts-expect-error no such type
    events.on(type, heard)
    const { api, refresh, visit } = worker({ events })
    await refresh()
    await visit((flags) => flags.all())
    expect(heard).not.toHaveBeenCalled()
    expect(api.count('stream')).toBe(0)
  })

  it('fetch_full, fetch_cached and fetch_error are the poller’s', async () => {
    const { events, heard } = hear('fetch', 'fetch_full', 'fetch_cached', 'fetch_error')
    const { api, refresh } = worker({ events })
    await refresh()
    await refresh()
    api.fail({ route: 'flags', status: 401 })
    await refresh()
    expect(heard.map(([type]) => type)).toEqual([
      'fetch',
      'fetch_full',
      'fetch',
      'fetch_cached',
      'fetch',
      'fetch_error',
    ])
  })

  it('metrics are told by the lines of the log', async () => {
    const { events, heard } = hear('log_info', 'log_warning')
    const { api, handle, isDark } = connect({ events, metrics: {} })
    await handle.ready()
    heard.length = 0
    isDark()
    await handle.flush()
    api.fail({ route: 'metrics', status: 400 })
    isDark()
    await handle.flush()
    expect(heard.map(([type, , context]) => [type, context])).toEqual([
      ['log_info', { code: 7003 }],
      ['log_warning', { code: 7002 }],
    ])
  })

  it('an event of another name is an error of types, and never heard', async () => {
    const { handle } = connect()
    const listener = vi.fn()
    // @ts-expect-error no such type
    handle.on('reddy', listener)
    await handle.ready()
    expect(listener).not.toHaveBeenCalled()
  })

  it('a listener that throws disturbs no other', async () => {
    const { events, heard } = hear('ready')
    events.on('ready', () => {
      throw new Error('mine')
    })
    const { handle, said } = connect({ events })
    expect(await handle.ready()).toBe(true)
    expect(heard).toHaveLength(1)
    expect(said(9015)).toEqual(['error SDKCODE:9015: A listener of "ready" failed: mine'])
  })

  it('one emitter serves both sides', async () => {
    const { events, heard } = hear('fetch_full', 'ready', 'evaluation')
    const { refresh, visit } = worker({ events })
    await refresh()
    await visit((seen) => seen.boolVariation('dark-mode', false))
    expect(heard.map(([type]) => type)).toEqual(['fetch_full', 'ready', 'evaluation'])
    expect(heard[2]?.[2]).toMatchObject({ flag: 'dark-mode', target: ada, detail: { variation: 'on' } })
  })
})
