/** The browser's SDKs, in docs/coming-from-flagbase.md. */
import * as burgee from 'burgee'
import * as burgeeFlagbase from 'burgee/flagbase'
import { describe, expect, it } from 'vitest'
import { ada, connect, worker } from '../kit/flagbase.js'
import { hear } from '../kit/record.js'

describe('flagbase › browser', () => {
  it('a page gets its flags with its HTML', async () => {
    const { refresh, visit } = worker()
    await refresh()
    const { response } = await visit((seen) => seen.all())
    expect(await response.json()).toEqual({ 'dark-mode': 'treatment', greeting: 'control' })
  })

  it('a variation and its reason', async () => {
    const { handle } = connect()
    await handle.ready()
    expect(handle.forTarget(ada).detail('dark-mode', 'control')).toMatchObject({
      variation: 'treatment',
      reason: 'targeted',
    })
  })

  it('the target says who it is evaluated for', async () => {
    const { handle } = connect()
    expect(handle.forTarget(ada).target?.identifier).toBe('ada')
    expect(handle.forTarget(ada).target?.attributes?.['plan']).toBe('pro')
  })

  it('a change of identity or trait is another view', async () => {
    const { handle } = connect()
    await handle.ready()
    const freed = { ...ada, attributes: { ...ada.attributes, plan: 'free' } }
    expect(handle.forTarget(freed).variation('dark-mode', '')).toBe('control')
    expect(handle.forTarget(ada).variation('dark-mode', '')).toBe('treatment')
  })

  it('the flagset’s changes are told, the context’s are not', async () => {
    const { events, heard } = hear('changed')
    const { api, handle } = connect({ events })
    await handle.ready()
    handle.forTarget(ada)
    handle.forTarget({ identifier: 'bob' })
    expect(heard).toEqual([])
    api.deleteFlag('greeting')
    await handle.refresh()
    expect(heard.map(([, , context]) => context)).toMatchObject([{ flags: ['greeting'] }])
  })

  it('fetches can be counted', async () => {
    const { events, heard } = hear('fetch_cached', 'fetch_error', 'changed')
    const { api, handle } = connect({ events })
    for (let i = 0; i < 3; i++) await handle.refresh()
    api.fail({ status: 404, times: 1 })
    await handle.refresh()
    expect(heard.map(([type]) => type)).toEqual(['fetch_cached', 'fetch_cached', 'fetch_error'])
  })

  it('nothing is exported for a browser, or for React', () => {
    const names = [...Object.keys(burgee), ...Object.keys(burgeeFlagbase)]
    expect(names).toContain('flagbase')
    const theirs = [
      'Client',
      'Context',
      'Events',
      'Mode',
      'FlagbaseProvider',
      'useFeatureFlag',
      'useFlagbaseClient',
    ]
    expect(names.filter((name) => theirs.includes(name) || name.startsWith('DEFAULT_'))).toEqual([])
  })
})
