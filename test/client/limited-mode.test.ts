/** With a missing or refused key, or no config API, every call still works. The log gives the reason once. */
import { createFlags } from 'burgee'
import { flagbase } from 'burgee/flagbase'
import { harness } from 'burgee/harness'
import { createFlagbaseApi } from 'burgee/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { boolFlag } from '../conformance/build.js'
import { hurry } from '../kit/clock.js'
import { API, fakeFetch } from '../kit/fake-fetch.js'
import { recorder } from '../kit/record.js'

const SECRET = 'a-key-that-must-not-be-logged'

const harnessWith = (key: string) => {
  const api = fakeFetch({ flags: [boolFlag('dark-mode')] })
  return {
    api,
    provider: harness(),
    env: { HARNESS_SDK_KEY: key, HARNESS_BASE_URL: API, HARNESS_EVENTS_URL: API },
  }
}

const flagbaseWith = (key: string) => {
  const api = createFlagbaseApi({
    flags: [
      {
        flagKey: 'dark-mode',
        useFallthrough: true,
        fallthroughVariations: [{ variationKey: 'on', weight: 100 }],
        rules: [],
      },
    ],
  })
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  return { api, provider: flagbase(), env: { FLAGBASE_SDK_KEY: key } }
}

const PROVIDERS = [
  ['Harness', harnessWith, 'HARNESS_SDK_KEY'],
  ['Flagbase', flagbaseWith, 'FLAGBASE_SDK_KEY'],
] as const

/** Everything that a program does in its life, three times over. */
const live = async (flags: ReturnType<typeof createFlags>) => {
  const answers: unknown[] = []
  for (let turn = 0; turn < 3; turn++) {
    answers.push(await flags.ready(), flags.forTarget({ identifier: 'ada' }).boolVariation('dark-mode', true))
    await flags.refresh()
    await flags.flush()
  }
  await flags.close()
  return answers
}

const times = (codes: readonly number[], code: number): number => codes.filter((one) => one === code).length

describe.each(PROVIDERS)('limited mode, %s', (_, withKey, binding) => {
  it('a missing key: fallbacks, and 1002 once, with the binding to set', async () => {
    const { api, provider, env } = withKey('')
    const { logger, lines, codes } = recorder()
    expect(await live(createFlags({ provider, env, logger }))).toEqual([
      false,
      true,
      false,
      true,
      false,
      true,
    ])
    expect(lines.filter((line) => line.includes(':1002:'))).toEqual([
      `warn SDKCODE:1002: SDK key missing: set ${binding}`,
    ])
    expect(times(codes(), 2001)).toBe(0)
    expect(api.count(), 'nobody is asked without a key').toBe(0)
  })

  it('a refused key: fallbacks, and 2001 and 1001 once; it is not logged', async () => {
    const { provider, env } = withKey(SECRET)
    const { logger, lines, codes } = recorder()
    expect(await live(createFlags({ provider, env, logger }))).toEqual([
      false,
      true,
      false,
      true,
      false,
      true,
    ])
    expect([times(codes(), 2001), times(codes(), 1001)]).toEqual([1, 1])
    expect(lines.join('\n')).toMatch(/SDKCODE:2001: .*403/)
    expect(lines.join('\n')).not.toContain(SECRET)
  })

  it('a key that is refused after flags were had: those stay', async () => {
    const { api, provider, env } = withKey('demo-key')
    const { logger } = recorder()
    const handle = createFlags({ provider, env, logger })
    await handle.refresh()
    const before = handle.snapshot.revision
    expect(before).toBeDefined()
    api.fail({ status: 403 })
    await handle.refresh()
    expect(handle.snapshot.revision).toBe(before)
    await handle.close()
  })
})

describe('limited mode', () => {
  it('authentication that never works: 2002 for each attempt and 2003, once, however often it is tried', async () => {
    const { api, provider, env } = harnessWith('demo-key')
    const { logger, codes } = recorder()
    const handle = createFlags({ provider, env, logger, refresh: { maxAuthRetries: 2 } })
    api.down()
    await hurry(live(handle))
    expect([times(codes(), 2002), times(codes(), 2003)]).toEqual([3, 1])
    expect(handle.forTarget(undefined).boolVariation('dark-mode', true)).toBe(true)
  })
})
