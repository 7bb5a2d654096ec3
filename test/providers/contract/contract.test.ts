/** Burgee's own providers keep the contract of providers. A provider that breaks it is found out. */
import { flagbase } from 'burgee/flagbase'
import { harness } from 'burgee/harness'
import type { Subject } from 'burgee/provider'
import { createFlagbaseApi, createHarnessApi, type ProviderUnderTest, providerContract } from 'burgee/testing'
import { describe, expect, it } from 'vitest'
import { boolFlag, clause, rule, stringFlag } from '../../conformance/build.js'
import * as fb from '../../conformance/flagbase-build.js'

const KEY = 'server-key-0123456789'
const HALVES = {
  distribution: {
    bucketBy: 'identifier',
    variations: ['a', 'b'].map((variation) => ({ variation, weight: 50 })),
  },
}
const BY_PLAN = { distribution: { ...HALVES.distribution, bucketBy: 'plan' } }

const harnessUnderTest = (): ProviderUnderTest => {
  const api = createHarnessApi({
    sdkKey: KEY,
    flags: [
      boolFlag('rules', {
        rules: ['equal', 'equal_sensitive', 'starts_with', 'ends_with', 'contains', 'gt', 'in', 'match'].map(
          (op) => rule('on', [clause(`by-${op}`, op, 'a')]),
        ),
      }),
      boolFlag('segments', { rules: [rule('on', [clause('', 'segmentMatch', 'beta')])] }),
      stringFlag('halves', { defaultServe: HALVES }),
      stringFlag('by-plan', { defaultServe: BY_PLAN }),
      boolFlag('required', { prerequisites: [{ feature: 'halves', variations: ['a'] }] }),
    ] as never,
    segments: [{ identifier: 'beta', rules: [clause('email', 'ends_with', '@acme.io')] }] as never,
  })
  let changes = 0
  return {
    createProvider: () => harness({ baseUrl: 'https://config.test/api/1.0' }),
    env: { HARNESS_SDK_KEY: KEY },
    envWithoutKey: {},
    respond: (request) => api.fetch(request),
    change: () => void api.setFlag(boolFlag(`new-${++changes}`) as never),
    asksForFlags: (request) => !request.url.includes('/auth'),
    secrets: [KEY, 'Bearer ey'],
  }
}

const flagbaseUnderTest = (): ProviderUnderTest => {
  const weighted = fb.weighted({ a: 50, b: 50 })
  const api = createFlagbaseApi({
    sdkKey: KEY,
    flags: [
      fb.flag('rules', {
        rules: ['equal', 'contains', 'greater_than', 'greater_than_or_equal', 'regex'].map((operator) =>
          fb.rule(`by-${operator}`, operator, 'a'),
        ),
      }),
      fb.flag('halves', { fallthroughVariations: weighted }),
    ] as never,
  })
  let changes = 0
  return {
    createProvider: () => flagbase(),
    env: { FLAGBASE_SDK_KEY: KEY, FLAGBASE_POLLING_SERVICE_URL: 'https://poller.test' },
    envWithoutKey: { FLAGBASE_POLLING_SERVICE_URL: 'https://poller.test' },
    respond: (request) => api.fetch(request),
    change: () => api.setFlag(fb.flag(`new-${++changes}`) as never),
    secrets: [KEY],
  }
}

describe.each([
  ['harness', harnessUnderTest],
  ['flagbase', flagbaseUnderTest],
])('the contract of providers: %s', (_, make) => {
  for (const { name, run } of providerContract(make())) it(name, run)
})

describe('a provider that breaks the contract is found out', () => {
  const subject = flagbaseUnderTest()
  const failing = async (broken: Partial<ProviderUnderTest>): Promise<string[]> => {
    const failed: string[] = []
    for (const { name, run } of providerContract({ ...subject, ...broken })) {
      await run().catch(() => failed.push(name))
    }
    return failed
  }
  const withSource = (change: (text: string) => string) => (): ReturnType<typeof flagbase> => {
    const provider = flagbase()
    return {
      ...provider,
      source: (env, log) => {
        const source = provider.source?.(env, log)
        return {
          async fetch(context) {
            const answer = await source?.fetch(context)
            if (answer === undefined) throw new Error('no source')
            return {
              ...answer,
              compile() {
                const compiled = answer.compile()
                return { ...compiled, snapshot: change(compiled.snapshot) }
              },
            }
          },
        }
      },
    }
  }

  it('by an attribute that the header does not list', async () => {
    const hide = (text: string) => text.replace('"by-contains",', '')
    expect(await failing({ createProvider: withSource(hide) })).toEqual([
      'rules read no attribute that the header does not list',
    ])
  })

  it('by a bucketing that does not go by the bucketingKey', async () => {
    const { dialect } = flagbase()
    const byLength = (asked: Subject) => {
      void asked.bucketingKey
      return asked.identifier.length * 10
    }
    const bucketings = { sha256: byLength }
    const createProvider = () => ({ ...flagbase(), dialect: { ...dialect, bucketings } })
    expect(await failing({ createProvider })).toEqual([
      'a rollout by the identifier goes by the bucketingKey, if the target has one',
    ])
  })

  it('by a source that fails with any error, or logs its key', async () => {
    const source = (_env: object, log: { write(level: 'info', code: number, text: string): void }) => ({
      async fetch() {
        log.write('info', 1, `asking with ${KEY}`)
        throw new Error('no')
      },
    })
    const failed = await failing({ createProvider: () => ({ ...flagbase(), source }) })
    expect(failed).toContain('an API that never answers is a timeout')
    expect(failed).toContain('no log line has the key or a token, whatever happens')
  })
})
