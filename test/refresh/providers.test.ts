/** Providers that change, and providers that misbehave: what is published, and what is said. */
import { createFlags } from 'burgee'
import { compileFlagbase, flagbaseDialect } from 'burgee/flagbase'
import { compileHarness, harness, harnessDialect } from 'burgee/harness'
import { featureFlags } from 'burgee/hono'
import { memory } from 'burgee/memory'
import { type Answer, compile, type DialectWriter, IssueList, type Provider } from 'burgee/provider'
import { scheduledRefresh } from 'burgee/refresh'
import { describe, expect, it } from 'vitest'
import { readHeader } from '../../src/core/snapshot.js'
import { boolFlag } from '../conformance/build.js'
import * as flagbase from '../conformance/flagbase-build.js'

const many = compileHarness({ flags: ['a', 'b', 'c', 'd', 'e'].map((key) => boolFlag(key)) })
const one = compileFlagbase([flagbase.flag('one')])

const providerOf = (answer: () => Answer | Promise<Answer>, parts: Partial<Provider> = {}): Provider => ({
  name: 'scripted',
  dialect: harnessDialect,
  source: () => ({ fetch: async () => answer() }),
  ...parts,
})

const answering = (snapshot: string, fingerprint: string): (() => Answer) => {
  return () => ({ fingerprint, compile: () => ({ snapshot, issues: [] }) })
}

const refreshWith = (provider: Provider, store = memory(), timeout = 5) =>
  scheduledRefresh({ provider, store, refresh: { timeout }, logLevel: 'silent' })({})

describe('a change of the provider', () => {
  it('is published, even with fewer flags or the same fingerprint: requests cannot read what is there', async () => {
    const store = memory(many.snapshot)
    const next = providerOf(answering(one.snapshot, readHeader(many.snapshot).header.source || 'f'), {
      dialect: flagbaseDialect,
    })
    expect(await refreshWith(next, store)).toMatchObject({ status: 'published', flags: 1 })
    expect(await store.read()).toBe(one.snapshot)
  })
})

describe('a source', () => {
  it('that compiles to another dialect publishes nothing', async () => {
    const store = memory(many.snapshot)
    expect(await refreshWith(providerOf(answering(one.snapshot, 'f')), store)).toMatchObject({
      status: 'failed',
    })
    expect(await store.read()).toBe(many.snapshot)
  })

  it('without a fingerprint is compiled each time', async () => {
    const store = memory()
    await refreshWith(providerOf(answering(many.snapshot, '')), store)
    const next = compileHarness({ flags: ['a', 'b', 'c'].map((key) => boolFlag(key)) }).snapshot
    expect(await refreshWith(providerOf(answering(next, '')), store)).toMatchObject({ status: 'published' })
  })

  it('that ignores its signal does not hold a refresh', async () => {
    const never = providerOf(() => new Promise<Answer>(() => {}))
    expect(await refreshWith(never, memory(), 0.05)).toMatchObject({ status: 'failed', reason: 'timeout' })
  })
})

describe('a compiled snapshot spread into the options of both sides', () => {
  it('keeps the default provider, if it is of that dialect', async () => {
    const options = { ...many, store: memory(), logLevel: 'silent' as const }
    // Harness is asked, and has no key.
    expect(await scheduledRefresh(options)({})).toMatchObject({ status: 'failed', reason: 'missing_key' })
  })
})

describe('what is not a provider', () => {
  it.each([
    ['a function that was not called', harness],
    ['a string', 'harness'],
    ['an object without a dialect', { name: 'acme' }],
  ])('%s is refused when the app starts', (_, provider) => {
    const options = { provider } as never
    expect(() => featureFlags(options)).toThrow(/^featureFlags: provider must be a provider/)
    expect(() => createFlags(options)).toThrow(/^createFlags: provider must be a provider/)
    expect(() => scheduledRefresh(options)).toThrow(/^scheduledRefresh: provider must be a provider/)
  })
})

describe('a dialect’s writer', () => {
  const reasons = { unknownFlag: 'error', error: 'error', off: 'error', prerequisiteFailed: 'error' }
  const writer: DialectWriter = {
    dialect: {
      name: 'test',
      clauses: { is: () => () => true },
      bucketings: {},
      serves: { after: () => () => 0 },
    },
    clauses: { is: () => ({ op: 'was' }) },
    serves: { after: () => ({ kind: 'after' }) },
    reasons: { error: 'ERROR' },
  }
  const flag = {
    key: 'flag',
    type: 'boolean',
    variations: [{ identifier: 'on', text: 'true', value: true }],
    on: true,
    reason: 'error',
  } as const
  const compiled = (parts: object) =>
    compile({ provider: 'test', reasons, flags: [{ ...flag, ...parts }] }, writer, new IssueList())

  it('that writes a clause which cannot be read costs that flag alone', () => {
    const { issues } = compiled({ steps: [{ reason: 'error', when: [[{ op: 'is' }]] }] })
    expect(issues.find(({ refused }) => refused)?.problem).toMatch(
      /clause is was written as was, which is not in dialect test/,
    )
  })

  it('gets its kind of serve, also if that has a member `variation`', () => {
    const { snapshot } = compiled({ serve: { kind: 'after', variation: 'on', date: 1 } })
    expect(JSON.parse(snapshot.split('\n')[1] ?? '')).toMatchObject({ serve: { kind: 'after' } })
  })
})

it('a header whose attributes are no list is damaged', () => {
  for (const attributes of ['email', 5, { a: 1 }, null]) {
    const [line = '', ...rest] = many.snapshot.split('\n')
    const header = JSON.stringify({ ...JSON.parse(line), attributes })
    expect(() => createFlags({ snapshot: [header, ...rest].join('\n') })).toThrow(/damaged/)
  }
})
