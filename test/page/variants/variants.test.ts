import { createFlags, type Flags } from 'burgee'
import { cacheKey, keepPrivate, trackFlags } from 'burgee/cache'
import { compileHarness } from 'burgee/harness'
import { describe, expect, it } from 'vitest'
import { boolFlag, stringFlag } from '../../conformance/build.js'
import { recorder } from '../../kit/record.js'

const project = {
  flags: [
    boolFlag('dark-mode', { defaultServe: { variation: 'on' } }),
    boolFlag('beta'),
    stringFlag('greeting'),
    {
      ...boolFlag('limit', { defaultServe: { variation: 'ten' } }),
      kind: 'int' as const,
      variations: [{ identifier: 'ten', value: '10' }],
      offVariation: 'ten',
    },
    {
      ...boolFlag('banner', { defaultServe: { variation: 'sale' } }),
      kind: 'json' as const,
      variations: [{ identifier: 'sale', value: '{"text":"Sale"}' }],
      offVariation: 'sale',
    },
  ],
}

const flagsOf = (given: Parameters<typeof compileHarness>[0] = project): Flags =>
  createFlags({ snapshot: compileHarness(given).snapshot, logLevel: 'silent' }).forTarget({
    identifier: 'ada',
  })

describe('tracked flags', () => {
  it('have used nothing at first', () => {
    expect(trackFlags(flagsOf()).used()).toEqual([])
  })

  it.each<[string, (flags: Flags) => unknown, object]>([
    [
      'boolVariation',
      (flags) => flags.boolVariation('dark-mode', false),
      { flag: 'dark-mode', variation: 'on', value: true },
    ],
    [
      'stringVariation',
      (flags) => flags.stringVariation('greeting', ''),
      { flag: 'greeting', variation: 'a', value: 'A' },
    ],
    [
      'numberVariation',
      (flags) => flags.numberVariation('limit', 0),
      { flag: 'limit', variation: 'ten', value: 10 },
    ],
    [
      'jsonVariation',
      (flags) => flags.jsonVariation('banner', null),
      { flag: 'banner', variation: 'sale', value: { text: 'Sale' } },
    ],
    [
      'variation',
      (flags) => flags.variation('dark-mode', ''),
      { flag: 'dark-mode', variation: 'on', value: true },
    ],
    ['detail', (flags) => flags.detail('limit', null).value, { flag: 'limit', variation: 'ten', value: 10 }],
  ])('return %s as before, and record it', (_, read, used) => {
    const flags = trackFlags(flagsOf())
    expect(read(flags)).toEqual(read(flagsOf()))
    expect(flags.used()).toEqual([used])
  })

  it.each<[string, (flags: Flags) => unknown, string]>([
    ['a flag that does not exist', (flags) => flags.stringVariation('missing', 'fallback'), 'missing'],
    ['a flag of another type', (flags) => flags.numberVariation('dark-mode', 7), 'dark-mode'],
    ['a flag that is not JSON', (flags) => flags.jsonVariation('greeting', null), 'greeting'],
  ])('return the fallback for %s, and record that', (_, read, flag) => {
    const flags = trackFlags(flagsOf())
    expect(read(flags)).toEqual(read(flagsOf()))
    expect(flags.used()).toEqual([{ flag, variation: undefined, value: undefined }])
  })

  it('list a flag once, in the order in which they were first read', () => {
    const flags = trackFlags(flagsOf())
    flags.boolVariation('dark-mode', false)
    flags.stringVariation('greeting', '')
    flags.boolVariation('dark-mode', false)
    expect(flags.used().map(({ flag }) => flag)).toEqual(['dark-mode', 'greeting'])
  })

  it.each<[string, (flags: Flags) => unknown, object]>([
    [
      'before',
      (flags) => [flags.stringVariation('dark-mode', ''), flags.boolVariation('dark-mode', false)],
      { variation: 'on', value: true },
    ],
    [
      'after',
      (flags) => [flags.boolVariation('dark-mode', false), flags.stringVariation('dark-mode', '')],
      { variation: 'on', value: true },
    ],
    [
      'before all()',
      (flags) => [flags.stringVariation('dark-mode', ''), flags.all()],
      { variation: undefined, value: true },
    ],
    [
      'after all()',
      (flags) => [flags.all(), flags.stringVariation('dark-mode', '')],
      { variation: undefined, value: true },
    ],
  ])('keep what a flag served, if it is read with another type %s', (_, read, served) => {
    const flags = trackFlags(flagsOf())
    read(flags)
    expect(flags.used().filter(({ flag }) => flag === 'dark-mode')).toEqual([
      { flag: 'dark-mode', ...served },
    ])
  })

  it('have used every flag after all()', () => {
    const flags = trackFlags(flagsOf())
    flags.boolVariation('dark-mode', false)
    expect(flags.all()).toEqual(flagsOf().all())
    expect(flags.used().map(({ flag }) => flag)).toEqual(['dark-mode', 'banner', 'beta', 'greeting', 'limit'])
  })

  it('do not record flagType, target and snapshot', () => {
    const flags = trackFlags(flagsOf())
    expect([flags.flagType('limit'), flags.flagType('missing')]).toEqual(['int', 'flag_not_found'])
    expect(flags.target).toEqual({ identifier: 'ada' })
    expect(flags.snapshot).toEqual(flagsOf().snapshot)
    expect(flags.used()).toEqual([])
  })

  it('are counted once in the metrics, and logged once', async () => {
    const { logger, codes } = recorder()
    const counts: number[] = []
    const handle = createFlags({
      snapshot: compileHarness(project).snapshot,
      sink: { send: async ({ evaluations }) => void counts.push(...evaluations.map(({ count }) => count)) },
      logger,
      logLevel: 'debug',
    })
    trackFlags(handle.forTarget({ identifier: 'ada' })).boolVariation('dark-mode', false)
    await handle.flush()
    expect(counts).toEqual([1])
    expect(codes().filter((code) => code === 6000)).toHaveLength(1)
  })
})

describe('cacheKey', () => {
  const keyOf = (read: (flags: Flags) => unknown, given = project): string => {
    const flags = trackFlags(flagsOf(given))
    read(flags)
    return cacheKey(flags)
  }
  const darkMode = (flags: Flags) => flags.boolVariation('dark-mode', false)
  const serving = (variation: string) => ({
    flags: [boolFlag('dark-mode', { defaultServe: { variation } }), stringFlag('greeting')],
  })

  it('is 16 hexadecimal digits, however many flags were read', () => {
    for (const read of [() => {}, darkMode, (flags: Flags) => flags.all()]) {
      expect(keyOf(read)).toMatch(/^[0-9a-f]{16}$/)
    }
  })

  it('is the same for all who were served the same, in any order', () => {
    const greeting = (flags: Flags) => flags.stringVariation('greeting', '')
    expect(keyOf((flags) => [darkMode(flags), greeting(flags)])).toBe(
      keyOf((flags) => [greeting(flags), darkMode(flags)]),
    )
  })

  it('does not change with flags that were not read', () => {
    expect(keyOf(darkMode, serving('on'))).toBe(keyOf(darkMode))
  })

  it.each<[string, string, string]>([
    ['another variation', keyOf(darkMode, serving('on')), keyOf(darkMode, serving('off'))],
    ['the fallback', keyOf(darkMode), keyOf(darkMode, { flags: [] })],
    ['another flag', keyOf(darkMode), keyOf((flags) => flags.boolVariation('beta', false))],
    ['one flag more', keyOf(darkMode), keyOf((flags) => [darkMode(flags), flags.variation('limit', '')])],
    ['nothing', keyOf(darkMode), keyOf(() => {})],
  ])('differs if %s was served', (_, one, other) => {
    expect(one).not.toBe(other)
  })

  it.each<[string, (flags: Flags) => unknown]>([
    ['after it', (flags) => [darkMode(flags), flags.stringVariation('dark-mode', '')]],
    ['before it', (flags) => [flags.stringVariation('dark-mode', ''), darkMode(flags)]],
    ['after all()', (flags) => [flags.all(), flags.stringVariation('dark-mode', '')]],
    ['before all()', (flags) => [flags.stringVariation('dark-mode', ''), flags.all()]],
  ])('differs for another variation, if the flag was read with a wrong type %s', (_, read) => {
    expect(keyOf(read, serving('on'))).not.toBe(keyOf(read, serving('off')))
  })

  it.each<[string, (flags: Flags) => unknown]>([
    ['alone', (flags) => flags.variation('greeting', '')],
    ['after all()', (flags) => [flags.all(), flags.variation('greeting', '')]],
    ['before all()', (flags) => [flags.variation('greeting', ''), flags.all()]],
  ])('differs for another variation of the same value, if it is read %s', (_, read) => {
    const variations = ['a', 'b'].map((identifier) => ({ identifier, value: 'same' }))
    const giving = (variation: string) => ({
      flags: [stringFlag('greeting', { variations, defaultServe: { variation } })],
    })
    expect(keyOf(read, giving('a'))).not.toBe(keyOf(read, giving('b')))
  })

  it('differs if the value of the same variation was edited', () => {
    const saying = (value: string) => ({
      flags: [stringFlag('greeting', { variations: [{ identifier: 'a', value }], offVariation: 'a' })],
    })
    const greeting = (flags: Flags) => flags.stringVariation('greeting', '')
    expect(keyOf(greeting, saying('Hello'))).not.toBe(keyOf(greeting, saying('Hi')))
  })
})

describe('keepPrivate', () => {
  const used = () => {
    const flags = trackFlags(flagsOf())
    flags.boolVariation('dark-mode', false)
    return flags
  }

  it.each<[string, Response, string | null]>([
    ['marks a response without Cache-Control', new Response('page'), 'private'],
    ['marks one whose headers cannot be changed', Response.redirect('https://app.test/'), 'private'],
    [
      'keeps the app’s Cache-Control',
      new Response('page', { headers: { 'cache-control': 'public' } }),
      'public',
    ],
  ])('%s', (_, response, expected) => {
    const kept = keepPrivate(response, used())
    expect(kept.headers.get('cache-control')).toBe(expected)
    expect(kept.status).toBe(response.status)
  })

  it('leaves a response for which no flag was read', () => {
    expect(keepPrivate(new Response('page'), trackFlags(flagsOf())).headers.get('cache-control')).toBeNull()
  })
})
