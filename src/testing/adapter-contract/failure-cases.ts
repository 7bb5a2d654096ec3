import type { WaitUntil } from '../../metrics/wait-until.js'
import type { ContractCase } from '../contract-case.js'
import { expectEqual, expectMatch } from '../expect.js'
import { createFakeKV } from '../kv/fake-kv.js'
import type { AdapterUnderTest } from './adapter.js'
import { createStore, createTestApp, pause, recordLines, snapshotServing } from './app.js'

const FALLBACK = [false, 'none']

/** Enough for a machine that is busy. */
const MOST_VISITS = 200

const STALE: readonly (readonly [string, WaitUntil | undefined])[] = [
  ['no waitUntil', undefined],
  ['a waitUntil', () => {}],
  [
    'a waitUntil that throws',
    () => {
      throw new TypeError('the response is over')
    },
  ],
]

/** What is missing or broken, and the store. */
export const failureCases = (adapter: AdapterUnderTest): readonly ContractCase[] => [
  {
    name: 'a cold isolate reads the store once, and a warm one does not read it',
    async run() {
      const store = createStore(snapshotServing(true))
      const app = createTestApp(adapter, { store })
      const sources = [await app.see(), await app.see(), await app.see()].map(({ source }) => source)
      expectEqual(sources, ['store', 'memory', 'memory'], 'where the snapshot was')
      expectEqual(store.reads, 1, 'reads of the store')
    },
  },
  ...STALE.map(([what, waitUntil]) => ({
    name: `a stale snapshot is read again after the response: ${what}`,
    async run() {
      const store = createStore(snapshotServing(true))
      const app = createTestApp(adapter, { store, ttl: 0.001 })
      for (let visit = 0; visit < MOST_VISITS && store.reads < 2; visit++) {
        expectEqual((await app.see({ waitUntil })).dark, true, 'the flag')
        await pause()
      }
      expectEqual(store.reads, 2, 'reads of the store')
    },
  })),
  {
    name: 'a store that fails gives fallbacks, and logs 9006',
    async run() {
      const { logger, withCode } = recordLines()
      const store = { read: () => Promise.reject(new Error('down')), write: async () => {} }
      const { dark, source } = await createTestApp(adapter, { store, logger, logLevel: 'info' }).see()
      expectEqual([dark, source], FALLBACK, 'the flag and its source')
      expectEqual(withCode(9006).length, 1, 'lines with the code')
    },
  },
  {
    name: 'a store with garbage gives fallbacks, and logs 9005',
    async run() {
      const { logger, withCode } = recordLines()
      const store = createStore('garbage')
      const { dark, source } = await createTestApp(adapter, { store, logger, logLevel: 'info' }).see()
      expectEqual([dark, source], FALLBACK, 'the flag and its source')
      expectEqual(withCode(9005).length, 1, 'lines with the code')
    },
  },
  {
    name: 'a bundled snapshot is served until the store has one',
    async run() {
      const store = createStore('garbage')
      const { dark, source } = await createTestApp(adapter, {
        store,
        snapshot: snapshotServing(true),
      }).see()
      expectEqual([dark, source], [true, 'bundled'], 'the flag and its source')
    },
  },
  ...OPTIONS.map(([options, message]) => ({
    name: `options that cannot work throw when the app starts: ${JSON.stringify(options)}`,
    async run() {
      let thrown = 'nothing'
      try {
        createTestApp(adapter, options)
      } catch (error) {
        thrown = error instanceof Error ? error.message : String(error)
      }
      expectMatch(thrown, message, 'what was thrown')
    },
  })),
  {
    name: 'the options stay as they are',
    async run() {
      const target = Object.freeze({ header: 'x-id' })
      const options = Object.freeze({ ttl: 5, target, metrics: Object.freeze({}) })
      expectEqual((await createTestApp(adapter, options).see()).dark, true, 'the flag')
    },
  },
]

/** Messages begin with the name of the adapter's function. */
const OPTIONS = [
  [{ ttl: 0 }, /^\w+: ttl must be/],
  [{ readTimeout: -1 }, /^\w+: readTimeout must be/],
  [{ metrics: { flushInterval: 0 } }, /^\w+: flushInterval must be/],
  [{ snapshot: 'garbage' }, /not a Burgee snapshot/],
  [{ target: { header: 'x id' } }, /^\w+: target: .*header name/i],
  [{ target: { attributes: { headers: { plan: 'x plan' } } } }, /^\w+: target: .*header name/i],
  [{ target: { anonymous: { name: 'my id' } } }, /^\w+: target: /],
] as const

const WRONG_BINDINGS: Readonly<Record<string, unknown>> = { 'a string': 'text', null: null, 'an object': {} }

/** The default store and provider, which find what they need in the bindings. */
export const bindingCases = (adapter: AdapterUnderTest): readonly ContractCase[] => {
  /** An app with the default store. */
  const withDefaults = (options: object = {}) => createTestApp(adapter, { store: undefined, ...options })

  const published = async (text: string) => {
    const FLAGS = createFakeKV()
    await FLAGS.put('burgee:snapshot', text)
    return { FLAGS }
  }

  return [
    {
      name: 'the default store is the KV binding FLAGS',
      async run() {
        const app = withDefaults()
        const env = await published(snapshotServing(true))
        const seen = [await app.see({ env }), await app.see({ env: { ...env } })]
        expectEqual(
          seen.map(({ dark, source }) => [dark, source]),
          [
            [true, 'store'],
            [true, 'memory'],
          ],
          'the flag and its source',
        )
      },
    },
    {
      name: 'a KV namespace without a snapshot gives fallbacks, and logs 9004',
      async run() {
        const { logger, withCode } = recordLines()
        const { dark, source } = await withDefaults({ logger, logLevel: 'info' }).see({
          env: { FLAGS: createFakeKV() },
        })
        expectEqual([dark, source], FALLBACK, 'the flag and its source')
        expectEqual(withCode(9004).length, 1, 'lines with the code')
      },
    },
    {
      name: 'garbage in KV gives fallbacks, and logs 9005',
      async run() {
        const { logger, withCode } = recordLines()
        const env = await published('garbage')
        const { dark, source } = await withDefaults({ logger, logLevel: 'info' }).see({ env })
        expectEqual([dark, source], FALLBACK, 'the flag and its source')
        expectEqual(withCode(9005).length, 1, 'lines with the code')
      },
    },
    {
      name: 'no bindings at all give fallbacks',
      async run() {
        const { dark, source } = await withDefaults().see({ env: undefined })
        expectEqual([dark, source], FALLBACK, 'the flag and its source')
      },
    },
    {
      name: 'no KV binding gives fallbacks, and the log says once what to do',
      async run() {
        const { logger, withCode } = recordLines()
        const app = withDefaults({ logger, logLevel: 'info' })
        for (let visit = 0; visit < 3; visit++) {
          const { dark, source } = await app.see({ env: { HARNESS_SDK_KEY: 'key' } })
          expectEqual([dark, source], FALLBACK, 'the flag and its source')
        }
        expectEqual(withCode(9008).length, 1, 'lines with the code')
        expectMatch(withCode(9008)[0] ?? '', /FLAGS: add the binding to kv_namespaces/, 'the line')
      },
    },
    ...Object.entries(WRONG_BINDINGS).map(([what, FLAGS]) => ({
      name: `a binding FLAGS that is no KV namespace gives fallbacks: ${what}`,
      async run() {
        const { dark, source } = await withDefaults().see({ env: { FLAGS } })
        expectEqual([dark, source], FALLBACK, 'the flag and its source')
      },
    })),
    {
      name: 'without an SDK key flags are served, and the log says once that nothing is counted',
      async run() {
        const { logger, withCode } = recordLines()
        const app = withDefaults({ logger, logLevel: 'info', metrics: {} })
        const env = await published(snapshotServing(true))
        for (let visit = 0; visit < 3; visit++) expectEqual((await app.see({ env })).dark, true, 'the flag')
        expectEqual(withCode(1002).length, 1, 'lines with the code')
      },
    },
    {
      name: 'with a bad events URL flags are served, and the log says once what is wrong',
      async run() {
        const { logger, withCode } = recordLines()
        const app = withDefaults({ logger, logLevel: 'info', metrics: {} })
        const kv = await published(snapshotServing(true))
        const env = { ...kv, HARNESS_SDK_KEY: 'key', HARNESS_EVENTS_URL: 'events.example' }
        for (let visit = 0; visit < 2; visit++) expectEqual((await app.see({ env })).dark, true, 'the flag')
        expectEqual(withCode(9008).length, 1, 'lines with the code')
        expectMatch(withCode(9008)[0] ?? '', /HARNESS_EVENTS_URL must be/, 'the line')
      },
    },
  ]
}
