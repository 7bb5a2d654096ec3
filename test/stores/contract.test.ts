/** The stores of Burgee's own, and what each promises besides the contract. */
import { mkdtempSync, readdirSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { file } from 'burgee/file'
import { kv } from 'burgee/kv'
import { memory } from 'burgee/memory'
import { createClock, createFakeKV } from 'burgee/testing'
import { describe, expect, it } from 'vitest'
import { itKeepsTheContract, type Open } from './contract.js'

const clock = createClock()
const folder = () => mkdtempSync(join(tmpdir(), 'burgee-store-'))

const stores: readonly [string, () => Open][] = [
  [
    'memory',
    () => {
      const one = memory()
      return () => one
    },
  ],
  [
    'file',
    () => {
      const path = join(folder(), 'snapshot')
      return () => file(fs, path)
    },
  ],
  [
    'kv',
    () => {
      const namespace = createFakeKV({ now: () => clock.advance(2_000) })
      return () => kv(namespace)
    },
  ],
]

describe.each(stores)('the store %s', (_, place) => itKeepsTheContract(place))

describe('the store file', () => {
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

  it('says so where there is no namespace', () => {
    expect(() => kv(undefined as never)).toThrow(/no KV namespace: bind one/)
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
