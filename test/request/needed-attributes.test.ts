/** A request pays only for the attributes that its snapshot's rules read, and `flags.target` shows all of them. */
import { createFlags } from 'burgee'
import { compileHarness, type FeatureConfig } from 'burgee/harness'
import { memory } from 'burgee/memory'
import { createRequestFlags } from 'burgee/request'
import { describe, expect, it } from 'vitest'
import { boolFlag, clause, rule } from '../conformance/build.js'

const ADA = { 'x-user': 'ada', 'x-plan': 'pro', 'x-locale': 'de' }
const CF = { country: 'GB', city: 'London' }
const WHOLE = {
  identifier: 'ada',
  attributes: { country: 'GB', city: 'London', plan: 'pro', locale: 'de' },
}
const target = { header: 'x-user', attributes: { headers: { plan: 'x-plan', locale: 'x-locale' } } }

/** A request that notes what is read of it. */
const watchedRequest = () => {
  const read: string[] = []
  const headers = new Headers(ADA)
  const request = {
    headers: {
      get(name: string) {
        read.push(name)
        return headers.get(name)
      },
    },
    get cf() {
      read.push('cf')
      return CF
    },
  } as unknown as Request
  return { request, read }
}

/** A request to an isolate whose snapshot has these flags. */
const visit = async (flags: readonly FeatureConfig[]) => {
  const flagsOf = createRequestFlags({
    store: memory(compileHarness({ flags }).snapshot),
    target,
    metrics: false,
    logLevel: 'silent',
  })
  const { request, read } = watchedRequest()
  const served = await flagsOf({ request, context: request })
  return { flags: served.flags, read }
}

const darkFor = (attribute: string, value: string) =>
  boolFlag('dark-mode', { rules: [rule('on', [clause(attribute, 'equal', value)])] })

describe('with rules that read', () => {
  it.each<[string, readonly FeatureConfig[], readonly string[]]>([
    ['nothing', [boolFlag('dark-mode', { defaultServe: { variation: 'on' } })], []],
    ['a header', [darkFor('plan', 'pro')], ['x-plan']],
    ['the place', [darkFor('country', 'GB')], ['cf']],
    [
      'both',
      [darkFor('locale', 'de'), boolFlag('b', { rules: [rule('on', [clause('city', 'equal', 'X')])] })],
      ['cf', 'x-locale'],
    ],
    ['the identifier', [darkFor('identifier', 'ada')], []],
  ])('%s: no other attribute is read', async (_, config, expected) => {
    const { flags, read } = await visit(config)
    expect(flags.boolVariation('dark-mode', false)).toBe(true)
    expect(read).toEqual(['x-user', ...expected])
  })
})

it('flags.target has all attributes, and is the same object each time', async () => {
  const { flags, read } = await visit([darkFor('plan', 'pro')])
  const { target } = flags
  expect(target).toEqual(WHOLE)
  expect(read).toContain('cf')
  expect(flags.target).toBe(target)
})

it('a rollout by an attribute reads it: the result is that of the whole target', async () => {
  const config = boolFlag('dark-mode', {
    defaultServe: {
      distribution: {
        bucketBy: 'country',
        variations: [
          { variation: 'on', weight: 50 },
          { variation: 'off', weight: 50 },
        ],
      },
    },
  })
  const { flags, read } = await visit([config])
  const whole = createFlags({ snapshot: compileHarness({ flags: [config] }).snapshot }).forTarget(WHOLE)
  expect(flags.detail('dark-mode', false)).toEqual(whole.detail('dark-mode', false))
  expect(read).toEqual(['x-user', 'cf'])
})

it('the next snapshot decides for the requests after it', async () => {
  const store = memory(compileHarness({ flags: [darkFor('plan', 'pro')] }).snapshot)
  const flagsOf = createRequestFlags({ store, target, ttl: 0.001, metrics: false, logLevel: 'silent' })
  const readBy = async (work: (dark: boolean) => void = () => {}) => {
    const { request, read } = watchedRequest()
    const pending: Promise<unknown>[] = []
    const { flags } = await flagsOf({ request, context: request, waitUntil: (one) => void pending.push(one) })
    work(flags.boolVariation('dark-mode', false))
    await Promise.all(pending)
    return read
  }
  expect(await readBy()).toEqual(['x-user', 'x-plan'])
  await store.write(compileHarness({ flags: [darkFor('country', 'GB')] }).snapshot)
  await expect.poll(() => readBy((dark) => expect(dark).toBe(true))).toEqual(['x-user', 'cf'])
})
