/** What every store promises, run on every store. */
import { mkdtempSync, readdirSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient as createEdgeClient } from '@vercel/edge-config'
import { createClient as createGlobalClient } from '@vercel/global-config'
import type { Store } from 'burgee'
import { file } from 'burgee/file'
import { kv } from 'burgee/kv'
import { memory } from 'burgee/memory'
import { createClock, createFakeKV } from 'burgee/testing'
import { edgeConfig, globalConfig } from 'burgee/vercel-config'
import { describe, expect, it, onTestFinished } from 'vitest'
import { API_TOKEN, fakeConfig, serveConfig } from '../support/config-store.js'

const clock = createClock()

/** A config of its own, behind Vercel's own client; larger than Vercel's are, because a megabyte is asked of every store. */
const vercelConfig = async (create: typeof createGlobalClient, wrap: typeof globalConfig): Promise<Store> => {
  const { url, connection, stop } = await serveConfig(fakeConfig({ maxBytes: 2_000_000 }))
  onTestFinished(stop)
  return wrap(create(connection), { token: API_TOKEN, apiUrl: url, maxBytes: 2_000_000 })
}

const stores: readonly [string, () => Store | Promise<Store>][] = [
  ['memory', () => memory()],
  ['file', () => file(fs, join(mkdtempSync(join(tmpdir(), 'burgee-store-')), 'snapshot'))],
  ['kv', () => kv(createFakeKV({ now: () => clock.advance(2_000) }))],
  ['globalConfig', () => vercelConfig(createGlobalClient, globalConfig)],
  ['edgeConfig', () => vercelConfig(createEdgeClient, edgeConfig)],
]

describe.each(stores)('the store %s', (_, create) => {
  it('reads null where nothing has been written', async () => {
    expect(await (await create()).read()).toBeNull()
  })

  it.each([
    ['a text', 'text'],
    ['an empty text', ''],
    ['lines of any script', 'é\n名前\n😀\u0000\n'],
    ['a megabyte', 'x'.repeat(1_000_000)],
  ])('reads %s as it was written', async (__, text) => {
    const store = await create()
    await store.write(text)
    expect(await store.read()).toBe(text)
  })

  it('reads what was written last', async () => {
    const store = await create()
    await store.write('first')
    await store.write('second')
    expect(await store.read()).toBe('second')
  })
})

describe('the store file', () => {
  const folder = () => mkdtempSync(join(tmpdir(), 'burgee-store-'))

  it('keeps the old text, and leaves nothing lying about, where the new one cannot be written', async () => {
    const inFolder = folder()
    const path = join(inFolder, 'snapshot')
    await file(fs, path).write('old')
    const rename = () => Promise.reject(new Error('the disk is full'))
    await expect(file({ ...fs, rename }, path).write('new')).rejects.toThrow('the disk is full')
    expect(await file(fs, path).read()).toBe('old')
    expect(readdirSync(inFolder)).toEqual(['snapshot'])
  })

  it('says what is wrong with a path that cannot be read', async () => {
    await expect(file(fs, folder()).read()).rejects.toThrow('EISDIR')
  })
})

describe('the store kv', () => {
  it('keeps the snapshot under its key', async () => {
    const namespace = createFakeKV()
    await kv(namespace).write('text')
    await kv(namespace, { key: 'flags:v2' }).write('other')
    expect([namespace.peek('burgee:snapshot'), namespace.peek('flags:v2')]).toEqual(['text', 'other'])
  })

  it('passes cacheTtl on', async () => {
    const asked: unknown[] = []
    const namespace = {
      get: (...args: unknown[]) => Promise.resolve(asked.push(args) > 0 ? null : ''),
      put: async () => {},
    }
    await kv(namespace).read()
    await kv(namespace, { key: 'k', cacheTtl: 300 }).read()
    await kv(namespace, { key: 'k', cacheTtl: 300 }).read({ fresh: true })
    expect(asked).toEqual([
      ['burgee:snapshot', { type: 'text', cacheTtl: 60 }],
      ['k', { type: 'text', cacheTtl: 300 }],
      ['k', { type: 'text', cacheTtl: 30 }],
    ])
  })

  it('says KV’s own reason where a value is too large', async () => {
    await expect(kv(createFakeKV()).write('x'.repeat(26_214_401))).rejects.toThrow(/26214400/)
  })

  it.each([
    [{ key: '' }, /key must be 1 to 512 bytes/],
    [{ key: 'k'.repeat(513) }, /key must be 1 to 512 bytes/],
    [{ cacheTtl: 29 }, /cacheTtl must be at least 30/],
    [{ cacheTtl: Number.NaN }, /cacheTtl/],
  ])('refuses %j at once', (options, message) => {
    expect(() => kv(createFakeKV(), options)).toThrow(message)
  })
})
