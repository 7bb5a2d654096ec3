import { createFlags, type MetricsBatch, type MetricsSink } from 'burgee'
import { compileHarness, type FeatureConfig } from 'burgee/harness'
import { memory } from 'burgee/memory'
import { describe, expect, it } from 'vitest'
import { boolFlag, stringFlag } from '../conformance/build.js'
import { recorder } from '../kit/record.js'

const snapshotServing = (served: 'on' | 'off') =>
  compileHarness({
    flags: [boolFlag('dark-mode', { defaultServe: { variation: served } }), stringFlag('greeting')],
  }).snapshot

const ada = { identifier: 'ada' }

/** A sink that keeps what it is sent. */
const keeper = () => {
  const sent: MetricsBatch[] = []
  const sink: MetricsSink = {
    async send(batch) {
      sent.push(batch)
      return undefined
    },
  }
  return {
    sent,
    sink,
    counts: () => sent.map(({ evaluations }) => evaluations.map(({ flag, count }) => `${flag} ${count}`)),
  }
}

describe('createFlags', () => {
  it('evaluates a snapshot, synchronously and offline', () => {
    const flags = createFlags({ snapshot: snapshotServing('on') }).forTarget(ada)
    expect(flags.boolVariation('dark-mode', false)).toBe(true)
    expect(flags.stringVariation('greeting', '')).toBe('A')
    expect(flags.variation('dark-mode', '')).toBe('on')
    expect(flags.all()).toEqual({ 'dark-mode': true, greeting: 'A' })
    expect(flags.target).toBe(ada)
    expect(flags.snapshot).toEqual({
      revision: expect.stringMatching(/^[0-9a-f]{16}$/),
      age: expect.any(Number),
      source: 'bundled',
      flags: 2,
    })
  })

  it('evaluates without a target', () => {
    expect(
      createFlags({ snapshot: snapshotServing('on') })
        .forTarget(undefined)
        .boolVariation('dark-mode', false),
    ).toBe(true)
  })

  it('reads a store when it is asked to be ready, and again when it is asked to refresh', async () => {
    const store = memory(snapshotServing('off'))
    const handle = createFlags({ store, logLevel: 'silent' })
    expect(handle.snapshot.source).toBe('none')
    expect(handle.forTarget(ada).boolVariation('dark-mode', true)).toBe(true)
    await handle.ready()
    expect(handle.forTarget(ada).boolVariation('dark-mode', true)).toBe(false)
    await store.write(snapshotServing('on'))
    const before = handle.forTarget(ada)
    await handle.refresh()
    expect(handle.forTarget(ada).boolVariation('dark-mode', false)).toBe(true)
    expect(before.boolVariation('dark-mode', true), 'a view keeps the snapshot that it began with').toBe(
      false,
    )
  })

  it('serves the bundled snapshot until the store has one', async () => {
    const store = memory()
    const handle = createFlags({ snapshot: snapshotServing('on'), store, logLevel: 'silent' })
    await handle.ready()
    expect(handle.snapshot.source).toBe('bundled')
    await store.write(snapshotServing('off'))
    await handle.refresh()
    expect(handle.snapshot.source).toBe('memory')
    expect(handle.forTarget(ada).boolVariation('dark-mode', true)).toBe(false)
  })

  it('without anything falls back, and logs it', () => {
    const { logger, codes } = recorder()
    const flags = createFlags({ logger }).forTarget(ada)
    expect(flags.boolVariation('dark-mode', true)).toBe(true)
    expect(flags.all()).toEqual({})
    expect(flags.flagType('dark-mode')).toBe('flag_not_found')
    expect(flags.detail('dark-mode', false)).toEqual({
      value: false,
      variation: undefined,
      reason: 'not_ready',
      errorCode: 'PROVIDER_NOT_READY',
      errorMessage: 'no snapshot is loaded',
    })
    expect(flags.snapshot).toEqual({
      revision: undefined,
      age: undefined,
      source: 'none',
      flags: 0,
    })
    expect(codes()).toEqual([6001])
  })

  it('counts evaluations, but neither `all()` nor fallbacks, and sends them when flushed', async () => {
    const { sink, counts, sent } = keeper()
    const handle = createFlags({ snapshot: snapshotServing('on'), sink, logLevel: 'silent' })
    const flags = handle.forTarget(ada)
    flags.boolVariation('dark-mode', false)
    flags.detail('dark-mode', false)
    flags.variation('greeting', '')
    flags.all()
    flags.boolVariation('greeting', false)
    flags.boolVariation('missing', false)
    await handle.flush()
    expect(counts()).toEqual([['dark-mode 2', 'greeting 1']])
    expect(sent[0]?.targets).toEqual([ada])
  })

  it.each([
    ['boolean', 'true'],
    ['int', '0'],
    ['int', '1.50'],
    ['string', ''],
    ['json', '{"a":1}'],
    ['json', '{ "a": [1] }'],
    ['json', '{"toString":1}'],
    ['json', '[1,2]'],
    ['json', 'null'],
  ] as const)('reports the value of a flag of type %s as the config API wrote it: %j', async (kind, text) => {
    const { sent, sink } = keeper()
    const flag: FeatureConfig = {
      ...boolFlag('flag', { defaultServe: { variation: 'only' } }),
      kind,
      variations: [{ identifier: 'only', value: text }],
      offVariation: 'only',
    }
    const handle = createFlags({ snapshot: compileHarness({ flags: [flag] }).snapshot, sink })
    handle.forTarget(ada).variation('flag', '')
    await handle.flush()
    expect(sent[0]?.evaluations).toEqual([{ flag: 'flag', variation: 'only', value: text, count: 1 }])
  })

  it('close() flushes, stops counting, and leaves flags to be evaluated', async () => {
    const { sink, counts } = keeper()
    const { logger, codes } = recorder()
    const handle = createFlags({ snapshot: snapshotServing('on'), sink, logger })
    handle.forTarget(ada).boolVariation('dark-mode', false)
    await handle.close()
    await handle.close()
    expect(handle.forTarget(ada).boolVariation('dark-mode', false)).toBe(true)
    await handle.flush()
    expect(counts()).toEqual([['dark-mode 1']])
    expect(codes()).toEqual([3000, 7001, 3001])
  })

  it('a sink that throws costs nothing but a log line', async () => {
    const { logger, codes } = recorder()
    const sink = { send: () => Promise.reject(new Error('no route')) }
    const handle = createFlags({ snapshot: snapshotServing('on'), sink, logger })
    handle.forTarget(ada).boolVariation('dark-mode', false)
    await handle.flush()
    expect(codes()).toEqual([1000, 7002, 7002, 7002, 7006])
  }, 10_000)
})

describe('a sink with observe()', () => {
  const observed = (observe: NonNullable<MetricsSink['observe']>) => {
    const { sink, counts } = keeper()
    const { logger, lines } = recorder()
    const handle = createFlags({ snapshot: snapshotServing('on'), sink: { ...sink, observe }, logger })
    return { handle, counts, lines }
  }

  it('is called synchronously with each evaluation that is counted, and with its target', () => {
    const seen: unknown[] = []
    const { handle } = observed(({ flag, value, detail }, target) =>
      seen.push([flag, value, detail.reason, target]),
    )
    const flags = handle.forTarget(ada)
    flags.boolVariation('dark-mode', false)
    flags.stringVariation('greeting', '')
    handle.forTarget(undefined).boolVariation('dark-mode', false)
    flags.boolVariation('missing', false)
    flags.all()
    expect(seen).toEqual([
      ['dark-mode', true, 'default', ada],
      ['greeting', 'A', 'default', ada],
      ['dark-mode', true, 'default', undefined],
    ])
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('full')
      },
    ],
    ['rejects', () => Promise.reject(new Error('full'))],
  ])('that %s disturbs no evaluation and no count, and 9017 is logged once', async (_, observe) => {
    const { handle, counts, lines } = observed(observe)
    const flags = handle.forTarget(ada)
    expect([flags.boolVariation('dark-mode', false), flags.boolVariation('dark-mode', false)]).toEqual([
      true,
      true,
    ])
    await handle.flush()
    expect(counts()).toEqual([['dark-mode 2']])
    expect(lines.filter((line) => line.includes('9017'))).toEqual([
      'warn SDKCODE:9017: observe() of the sink failed: full',
    ])
  })

  it('keeps its `this`, as a class needs it', () => {
    class Observer implements MetricsSink {
      #seen = 0
      async send() {}
      observe() {
        this.#seen++
      }
      get seen() {
        return this.#seen
      }
    }
    const sink = new Observer()
    createFlags({ snapshot: snapshotServing('on'), sink })
      .forTarget(ada)
      .boolVariation('dark-mode', false)
    expect(sink.seen).toBe(1)
  })
})

describe('detail()', () => {
  const handle = createFlags({
    snapshot: compileHarness({
      flags: [
        boolFlag('bool'),
        stringFlag('text'),
        { ...stringFlag('json'), kind: 'json', variations: [{ identifier: 'a', value: '[1]' }] },
      ],
    }).snapshot,
    logLevel: 'silent',
  })

  it.each<[string, unknown, unknown]>([
    ['bool', true, false],
    ['text', '', 'A'],
    ['json', [], [1]],
    ['bool', null, false],
    ['text', undefined, 'A'],
  ])('of %s with the fallback %j gives %j', (key, fallback, value) => {
    expect(handle.forTarget(ada).detail(key, fallback)).toMatchObject({ value, reason: 'default' })
  })

  it.each<[string, unknown]>([
    ['bool', 'text'],
    ['bool', 1],
    ['text', false],
    ['json', ''],
    ['text', {}],
  ])('of %s with the fallback %j, of another type, gives that', (key, fallback) => {
    expect(handle.forTarget(ada).detail(key, fallback)).toMatchObject({
      value: fallback,
      errorCode: 'TYPE_MISMATCH',
    })
  })

  it('is frozen, as all requests share it', () => {
    expect(Object.isFrozen(handle.forTarget(ada).detail('bool', true))).toBe(true)
  })
})

describe('hostile targets', () => {
  it.each<[string, unknown]>([
    ['no identifier', {}],
    ['attributes that are null', { identifier: 'ada', attributes: null }],
    [
      'attributes that throw when read',
      {
        identifier: 'ada',
        get attributes() {
          throw new Error('hostile')
        },
      },
    ],
    ['an identifier that cannot be written', { identifier: Object.create(null) }],
  ])('%s: an answer or the fallback, never an exception', (_, target) => {
    const flags = [
      boolFlag('flag', {
        rules: [
          { clauses: [{ attribute: 'plan', op: 'equal', values: ['pro'] }], serve: { variation: 'on' } },
        ],
      }),
    ]
    const handle = createFlags({ snapshot: compileHarness({ flags }).snapshot, logLevel: 'silent' })
    expect(handle.forTarget(target as never).boolVariation('flag', false)).toBe(false)
  })
})
