import type { ConfigApi } from 'burgee/testing'
import { describe, expect, it } from 'vitest'
import { boolFlag } from '../conformance/build.js'
import { env, flags, segments, setUp } from '../kit/refresh.js'

describe('what is refused', () => {
  it('one malformed flag or segment is left out with a coded line, and the rest is published', async () => {
    const broken = { ...boolFlag('broken'), variations: 'none' as never }
    const { refresh, store, lines } = setUp(
      {},
      {
        flags: [...flags, broken],
        segments: [...segments, { identifier: 'odd', included: [{ id: 1 } as never] }],
      },
    )
    const result = await refresh(env)
    expect(result).toMatchObject({ status: 'published', flags: 4, segments: 1 })
    expect(
      result.status === 'published' && result.issues.map(({ kind, key, refused }) => [kind, key, refused]),
    ).toEqual([
      ['flag', 'broken', true],
      ['segment', 'odd', true],
    ])
    expect(lines.filter((line) => line.includes('9003'))).toEqual([
      expect.stringMatching(/^warn SDKCODE:9003: flag broken: it is left out: variations: /),
      expect.stringMatching(/^warn SDKCODE:9003: segment odd: it is left out: included\.0\.identifier: /),
    ])
    expect(await store.read()).not.toContain('"key":"broken"')
  })

  it.each<[string, (api: ConfigApi) => void, string, RegExp]>([
    [
      'no flags',
      (api) => {
        for (const { feature } of flags) api.deleteFlag(feature)
      },
      'empty',
      /no flag that can be used/,
    ],
    [
      'less than half',
      (api) => {
        for (const { feature } of flags.slice(1)) api.deleteFlag(feature)
      },
      'shrunken',
      /1 usable flags, and 4 are published/,
    ],
    [
      'HTML',
      (api) => api.fail({ route: 'flags', body: '<!doctype html>' }),
      'malformed',
      /answer for flags is not JSON/,
    ],
    [
      'an object',
      (api) => api.fail({ route: 'segments', body: '{"items":[]}' }),
      'malformed',
      /answer for segments is not a list/,
    ],
    ['null', (api) => api.fail({ route: 'flags', body: 'null' }), 'malformed', /not a list/],
    [
      'nothing but malformed flags',
      (api) => api.fail({ route: 'flags', body: '[{},1,null]' }),
      'empty',
      /no flag/,
    ],
  ])('an answer of %s is refused, and the last snapshot stays', async (_, spoil, reason, message) => {
    const { api, store, refresh, codes } = setUp()
    await refresh(env)
    const published = await store.read()
    spoil(api)
    expect(await refresh(env)).toMatchObject({
      status: 'refused',
      reason,
      message: expect.stringMatching(message),
    })
    expect(await store.read()).toBe(published)
    expect(codes()).toContain(9002)
  })

  it('half of the flags is not too few', async () => {
    const { api, refresh } = setUp()
    await refresh(env)
    for (const { feature } of flags.slice(2)) api.deleteFlag(feature)
    expect(await refresh(env)).toMatchObject({ status: 'published', flags: 2 })
  })

  it('flags that became malformed count as lost', async () => {
    const { api, refresh } = setUp()
    await refresh(env)
    for (const { feature } of flags.slice(1)) api.updateFlag(feature, { kind: 'colour' })
    expect(await refresh(env)).toMatchObject({ status: 'refused', reason: 'shrunken' })
  })

  it('refresh.acceptShrunken publishes all the same', async () => {
    const { api, store, refresh } = setUp({ refresh: { acceptShrunken: true } })
    await refresh(env)
    for (const { feature } of flags) api.deleteFlag(feature)
    expect(await refresh(env)).toMatchObject({ status: 'published', flags: 0 })
    expect(await store.read()).not.toContain('dark-mode')
  })
})
