import { createEvents, createFlags, type Events, type EventType } from 'burgee'
import { compileHarness } from 'burgee/harness'
import { memory } from 'burgee/memory'
import { describe, expect, it, vi } from 'vitest'
import * as codes from '../../src/events/codes.js'
import { createLog } from '../../src/events/log.js'
import { boolFlag, stringFlag } from '../conformance/build.js'
import { recorder } from '../kit/record.js'

const TYPES = [
  'ready',
  'failed',
  'changed',
  'fetch',
  'fetch_full',
  'fetch_cached',
  'fetch_error',
  'evaluation',
  'log_critical',
  'log_error',
  'log_warning',
  'log_info',
  'log_debug',
] as const satisfies readonly EventType[]

/** Every event from now on: its type, message and context. */
const listenToAll = (events: Events, types: readonly EventType[] = TYPES) => {
  const heard: (readonly [EventType, string, object])[] = []
  for (const type of types) events.on(type, (message, context) => void heard.push([type, message, context]))
  return heard
}

const silent = () => ({ events: createEvents(), ...recorder() })

const compiled = (variation: 'on' | 'off') =>
  compileHarness({ flags: [boolFlag('dark-mode', { defaultServe: { variation } }), stringFlag('text')] })
    .snapshot

describe('an emitter', () => {
  it('tells each line of the log as an event of its level, whatever the logger’s own level', () => {
    const { events, logger, lines } = silent()
    const heard = listenToAll(events)
    const log = createLog(logger, 'silent', events)
    codes.metricsStopped(log)
    codes.metricsFailed(log, 'no route')
    codes.targetFailed(log, 'oh')
    codes.fetched(log)
    codes.missingKey(log, 'HARNESS_SDK_KEY')
    expect(heard).toEqual([
      ['log_info', 'Metrics stopped', { code: 7001 }],
      ['log_warning', 'Posting metrics failed: no route', { code: 7002 }],
      ['log_error', 'No target: oh', { code: 9010 }],
      ['log_debug', 'The config API answered', { code: 9014 }],
      ['fetch_full', 'The config API answered', { code: 9014 }],
      ['log_critical', 'SDK key missing: set HARNESS_SDK_KEY', { code: 1002 }],
    ])
    expect(lines).toEqual([])
  })

  it('stops telling a listener that is taken away, and no other', () => {
    const { events, logger } = silent()
    const log = createLog(logger, 'info', events)
    const [one, other] = [vi.fn(), vi.fn()]
    events.on('log_info', one)
    events.on('log_info', one)
    events.on('log_info', other)
    codes.metricsStopped(log)
    expect(one, 'added twice, called once').toHaveBeenCalledTimes(1)
    events.off('log_info', one)
    events.off('log_error')
    codes.metricsStopped(log)
    expect([one.mock.calls.length, other.mock.calls.length]).toEqual([1, 2])
    events.off('log_info')
    codes.metricsStopped(log)
    expect(other).toHaveBeenCalledTimes(2)
  })

  it('clear() takes all away', () => {
    const { events, logger } = silent()
    const heard = listenToAll(events)
    events.clear()
    codes.metricsStopped(createLog(logger, 'info', events))
    expect(heard).toEqual([])
    expect(events.debugging).toBe(false)
  })

  it('a listener may take itself away, and put itself back, while it is called', () => {
    const { events, logger } = silent()
    let calls = 0
    const again = () => {
      calls++
      events.off('log_info', again)
      events.on('log_info', again)
    }
    events.on('log_info', again)
    codes.metricsStopped(createLog(logger, 'info', events))
    expect(calls).toBe(1)
  })

  it('contains a listener that throws or rejects: the others are called, and a line says so', async () => {
    const { events, logger, lines } = silent()
    const log = createLog(logger, 'info', events)
    const other = vi.fn()
    events.on('ready', () => {
      throw new Error('thrown')
    })
    events.on('ready', () => Promise.reject(new Error('rejected')))
    events.on('ready', other)
    expect(() => codes.ready(log, 'r1')).not.toThrow()
    await new Promise((resolve) => setImmediate(resolve))
    expect(other).toHaveBeenCalledExactlyOnceWith('Ready: revision r1 is loaded', {
      code: 1000,
      revision: 'r1',
    })
    expect(lines.slice(1)).toEqual([
      'error SDKCODE:9015: A listener of "ready" failed: thrown',
      'error SDKCODE:9015: A listener of "ready" failed: rejected',
    ])
  })

  it('a listener of the log that fails, or logs, does not go round in circles', async () => {
    const { events, logger, lines } = silent()
    const log = createLog(logger, 'info', events)
    const heard = vi.fn(() => {
      codes.targetFailed(log, 'inside')
      throw new Error('thrown')
    })
    events.on('log_error', heard)
    codes.targetFailed(log, 'outside')
    await new Promise((resolve) => setImmediate(resolve))
    expect(heard).toHaveBeenCalledTimes(1)
    expect(lines).toHaveLength(2)
  })

  it('asks for debug lines only if there is a listener for evaluations or debug lines', () => {
    const events = createEvents()
    const log = createLog(console, 'info', events)
    const listener = () => {}
    for (const type of TYPES.filter((one) => one !== 'evaluation' && one !== 'log_debug'))
      events.on(type, listener)
    expect(log.debugging()).toBe(false)
    for (const type of ['evaluation', 'log_debug'] as const) {
      events.on(type, listener)
      expect(log.debugging(), type).toBe(true)
      events.off(type, listener)
      expect(log.debugging(), type).toBe(false)
    }
  })
})

describe('a handle’s events', () => {
  it('ready comes with the first snapshot, changed with the flags of every newer one', async () => {
    const store = memory(compiled('off'))
    const handle = createFlags({ store, logLevel: 'silent' })
    const heard: unknown[] = []
    handle.on('ready', (_, { revision }) => heard.push(['ready', revision === handle.snapshot.revision]))
    handle.on('changed', (_, { flags, revision }) =>
      heard.push([flags, revision === handle.snapshot.revision]),
    )
    await handle.ready()
    await handle.refresh()
    await store.write(compiled('on'))
    await handle.refresh()
    expect(heard).toEqual([
      ['ready', true],
      [['dark-mode'], true],
    ])
  })

  it('failed comes if the store cannot be read, or holds no snapshot', async () => {
    const failing = createFlags({
      store: { read: () => Promise.reject(new Error('KV is down')), write: async () => {} },
      logLevel: 'silent',
    })
    const garbage = createFlags({ store: memory('garbage'), logLevel: 'silent' })
    const heard: string[] = []
    for (const handle of [failing, garbage]) {
      handle.on('failed', (message) => void heard.push(message))
      await handle.ready()
    }
    expect(heard).toEqual([
      'Snapshot not read: KV is down',
      'Snapshot not taken: not a Burgee snapshot, or damaged',
    ])
  })

  it('evaluation tells the flag, the target, and the detail; all() tells nothing', () => {
    const handle = createFlags({ snapshot: compiled('on'), logLevel: 'silent' })
    const heard: unknown[] = []
    handle.on('evaluation', (message, context) => void heard.push([message, context]))
    const target = { identifier: 'ada' }
    const flags = handle.forTarget(target)
    flags.boolVariation('dark-mode', false)
    flags.stringVariation('missing', 'fallback')
    flags.all()
    expect(heard).toEqual([
      [
        'Evaluated dark-mode: on, default',
        {
          code: 6000,
          flag: 'dark-mode',
          target,
          detail: { value: true, variation: 'on', reason: 'default' },
        },
      ],
      [
        'Evaluated missing: undefined, flag_not_found',
        {
          code: 6000,
          flag: 'missing',
          target,
          detail: expect.objectContaining({ reason: 'flag_not_found', errorCode: 'FLAG_NOT_FOUND' }),
        },
      ],
    ])
    handle.off('evaluation')
    flags.boolVariation('dark-mode', false)
    expect(heard).toHaveLength(2)
  })

  it('a listener that throws does not disturb the caller', () => {
    const handle = createFlags({ snapshot: compiled('on'), logLevel: 'silent' })
    handle.on('evaluation', () => {
      throw new Error('not mine')
    })
    expect(handle.forTarget(undefined).boolVariation('dark-mode', false)).toBe(true)
  })

  it('go to the emitter in the options, which several may share', () => {
    const events = createEvents()
    const heard = listenToAll(events, ['evaluation'])
    for (const variation of ['on', 'off'] as const) {
      createFlags({ snapshot: compiled(variation), events, logLevel: 'silent' })
        .forTarget(undefined)
        .boolVariation('dark-mode', false)
    }
    expect(heard.map(([, message]) => message)).toEqual([
      'Evaluated dark-mode: on, default',
      'Evaluated dark-mode: off, default',
    ])
  })
})
