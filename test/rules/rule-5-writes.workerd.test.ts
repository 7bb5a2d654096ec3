import { scheduledRefresh } from 'burgee/refresh'
import { beforeEach, describe, expect, it } from 'vitest'
import { boolFlag, stringFlag } from '../conformance/build.js'
import { fakeFetch } from '../kit/fake-fetch.js'
import { bindings, KEY, watchedStore } from '../kit/workerd.js'

beforeEach(() => bindings.FLAGS.delete(KEY))

describe('rule 5: KV is written only when the content changed', () => {
  const flags = [boolFlag('dark-mode'), stringFlag('greeting'), boolFlag('third')]

  it('a run with the same content writes nothing, and a run with new content writes once', async () => {
    const api = fakeFetch({ flags })
    const watched = watchedStore()
    const refresh = scheduledRefresh({ store: watched.store, logLevel: 'silent' })
    const results = [await refresh(bindings), await refresh(bindings)]
    api.updateFlag('greeting', { description: 'what evaluation does not look at' })
    results.push(await refresh(bindings))
    expect(results.map(({ status }) => status)).toEqual(['published', 'unchanged', 'unchanged'])
    expect(watched.writes).toBe(1)
    api.updateFlag('dark-mode', { state: 'off' })
    expect(await refresh(bindings)).toMatchObject({ status: 'published', flags: 3, segments: 0 })
    expect(watched.writes).toBe(2)
  })

  it.each<[string, (api: ReturnType<typeof fakeFetch>) => void, object]>([
    [
      'empty',
      (api) => flags.forEach(({ feature }) => void api.deleteFlag(feature)),
      { status: 'refused', reason: 'empty' },
    ],
    [
      'shrunken',
      (api) => flags.slice(1).forEach(({ feature }) => void api.deleteFlag(feature)),
      { status: 'refused', reason: 'shrunken' },
    ],
    [
      'not JSON',
      (api) => api.fail({ route: 'flags', body: '<html>' }),
      { status: 'refused', reason: 'malformed' },
    ],
    [
      'not a list',
      (api) => api.fail({ route: 'segments', body: '{}' }),
      { status: 'refused', reason: 'malformed' },
    ],
    [
      'an error',
      (api) => api.fail({ route: 'flags', status: 400 }),
      { status: 'failed', reason: 'unavailable' },
    ],
  ])('an answer that is %s leaves the last good snapshot', async (_, spoil, expected) => {
    const api = fakeFetch({ flags })
    const refresh = scheduledRefresh({ logLevel: 'silent' })
    await refresh(bindings)
    const before = await bindings.FLAGS.get(KEY)
    spoil(api)
    expect(await refresh(bindings)).toMatchObject(expected)
    expect(await bindings.FLAGS.get(KEY)).toBe(before)
    expect(before).toContain('"key":"dark-mode"')
  })
})
