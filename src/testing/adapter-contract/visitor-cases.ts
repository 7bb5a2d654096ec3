import type { Target } from '../../core/target.js'
import type { MetricsBatch } from '../../metrics/contract.js'
import type { ContractCase } from '../contract-case.js'
import { expectEqual, expectMatch } from '../expect.js'
import type { AdapterUnderTest } from './adapter.js'
import { createStore, createTestApp, newIdOf, recordLines, type Seen, snapshotServing } from './app.js'

const HOSTILE: Readonly<Record<string, string>> = {
  markup: '<script>alert(1)</script>',
  '300 characters': 'a'.repeat(300),
  'an encoded end of line': 'ada%0d%0aset-cookie:a=b',
  JSON: '{"identifier":"admin"}',
  'a space': 'ada admin',
}

const COUNT = 10

/** Who the flags are evaluated for. */
export const visitorCases = (adapter: AdapterUnderTest): readonly ContractCase[] => [
  {
    name: 'concurrent requests to a cold isolate each have their own target and cookie',
    async run() {
      const app = createTestApp(adapter, { target: { header: 'x-id' } })
      const named = Array.from({ length: COUNT }, (_, place) => ({ headers: { 'x-id': `user-${place}` } }))
      const responses = await Promise.all(
        [...named, ...named.map(() => ({}))].map((visit) => app.visit(visit)),
      )
      const cookies = responses.map(newIdOf)
      const seen = await Promise.all(responses.map(async (one) => (await one.json()) as Seen))
      const ids = seen.map(({ identifier }) => identifier)
      expectEqual(
        ids.slice(0, COUNT),
        named.map(({ headers }) => headers['x-id']),
        'the named visitors',
      )
      expectEqual(new Set(ids).size, 2 * COUNT, 'different identifiers')
      expectEqual(cookies, [...named.map(() => null), ...ids.slice(COUNT)], 'the cookies')
      expectEqual(seen.filter(({ dark }) => !dark).length, 0, 'fallbacks')
    },
  },
  ...Object.entries(HOSTILE).map(([what, header]) => ({
    name: `a hostile header makes the visitor anonymous: ${what}`,
    async run() {
      const response = await createTestApp(adapter, { target: { header: 'x-id' } }).visit({
        headers: { 'x-id': header },
      })
      const { dark, identifier, anonymous } = (await response.clone().json()) as Seen
      expectEqual([dark, anonymous], [true, true], 'the flag, and anonymous')
      expectMatch(identifier ?? '', /^[\da-f-]{36}$/, 'the identifier')
      expectEqual(newIdOf(response), identifier, 'the identifier in the cookie')
    },
  })),
  {
    name: 'the place of the visitor comes from request.cf',
    async run() {
      const cf = { country: 'GB', colo: 'LHR', asn: 1 }
      const { attributes } = await createTestApp(adapter).see({ cf })
      expectEqual(attributes, cf, 'the attributes')
    },
  },
  {
    name: 'attributes come from the headers and cookies that the app names',
    async run() {
      const attributes = { headers: { plan: 'x-plan' }, cookies: { theme: 'theme' }, geo: false }
      const app = createTestApp(adapter, { target: { attributes } })
      const seen = await app.see({ headers: { 'x-plan': 'pro', cookie: 'theme=dark; other=1' } })
      expectEqual(seen.attributes, { plan: 'pro', theme: 'dark' }, 'the attributes')
    },
  },
  {
    name: 'a target function makes the target',
    async run() {
      const response = await createTestApp(adapter, { target: () => ({ identifier: 'ada' }) }).visit()
      expectEqual(newIdOf(response), undefined, 'the cookie')
      expectEqual(((await response.json()) as Seen).identifier, 'ada', 'the identifier')
    },
  },
  {
    name: 'a target function may return undefined: there is no target',
    async run() {
      const { dark, identifier } = await createTestApp(adapter, { target: () => undefined }).see()
      expectEqual([dark, identifier], [true, null], 'the flag and the identifier')
    },
  },
  {
    name: 'a target function that throws leaves no target, and logs 9010',
    async run() {
      const { logger, withCode } = recordLines()
      const target = (): Target => {
        throw new Error('no session')
      }
      const { dark, identifier } = await createTestApp(adapter, { target, logger, logLevel: 'info' }).see()
      expectEqual([dark, identifier], [true, null], 'the flag and the identifier')
      expectEqual(withCode(9010).length, 1, 'lines with the code')
    },
  },
  {
    name: 'a target function with an identifier that is refused makes an anonymous target, and logs 9009',
    async run() {
      const { logger, withCode } = recordLines()
      const target = () => ({ identifier: 'auth0|123' })
      const seen = await createTestApp(adapter, { target, logger, logLevel: 'info' }).see()
      expectEqual([seen.identifier, seen.anonymous], ['auth0|123', true], 'the target')
      expectEqual(withCode(9009).length, 1, 'lines with the code')
    },
  },
  {
    name: 'two apps in one process do not disturb each other',
    async run() {
      const apps = [true, false].map((dark) =>
        createTestApp(adapter, { store: createStore(snapshotServing(dark)) }),
      )
      const seen = await Promise.all([...apps, ...apps].map((app) => app.see()))
      expectEqual(
        seen.map(({ dark }) => dark),
        [true, false, true, false],
        'the flag',
      )
    },
  },
  {
    name: 'evaluations are counted, and sent in waitUntil with the whole target',
    async run() {
      const batches: MetricsBatch[] = []
      const app = createTestApp(adapter, {
        sink: { send: async (batch) => void batches.push(batch) },
        metrics: { flushInterval: 0.01 },
        target: { header: 'x-id', attributes: { headers: { plan: 'x-plan' }, geo: false } },
      })
      const given: Promise<unknown>[] = []
      const waitUntil = (work: Promise<unknown>) => void given.push(work)
      const headers = { 'x-id': 'ada', 'x-plan': 'pro' }
      for (let visit = 0; visit < 3; visit++) await app.visit({ headers, waitUntil })
      await Promise.all(given)
      const counts = batches.flatMap(({ evaluations }) => evaluations)
      expectEqual(
        counts.map(({ flag, variation, count }) => [flag, variation, count]),
        [['dark-mode', 'on', 3]],
        'what was counted',
      )
      const targets = batches.flatMap((batch) => batch.targets)
      expectEqual(targets, [{ identifier: 'ada', attributes: { plan: 'pro' } }], 'the targets')
    },
  },
]
