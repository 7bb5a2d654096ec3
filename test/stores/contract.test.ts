/** The stores of Burgee's own, and what each promises besides the contract. */
import { mkdtempSync, readdirSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { file } from 'burgee/file'
import { kv } from 'burgee/kv'
import { memory } from 'burgee/memory'
import { createClock, createFakeKV } from 'burgee/testing'
import { describe, expect, it, vi } from 'vitest'
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
  it('keeps the old text, and leaves no other file, if the new one cannot be written', async () => {
    const inFolder = folder()
    const path = join(inFolder, 'snapshot')
    await file(fs, path).write('old')
    const rename = () => Promise.reject(new Error('the disk is full'))
    await expect(file({ ...fs, rename }, path).write('new')).rejects.toThrow('the disk is full')
    expect(await file(fs, path).read()).toBe('old')
    expect(readdirSync(inFolder)).toEqual(['snapshot'])
  })

  it('keeps a document beside the snapshot, at the path and its name', async () => {
    const inFolder = folder()
    await file(fs, join(inFolder, 'snapshot')).side?.('refused').write('text')
    expect(readdirSync(inFolder)).toEqual(['snapshot.refused'])
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

  it('keeps a document under the key and its name, and reads it as fresh as KV allows', async () => {
    const namespace = createFakeKV()
    const get = vi.spyOn(namespace, 'get')
    await kv(namespace).side?.('refused').write('text')
    await kv(namespace, { key: 'flags:v2' }).side?.('history').write('other')
    expect([namespace.peek('burgee:snapshot:refused'), namespace.peek('flags:v2:history')]).toEqual([
      'text',
      'other',
    ])
    await kv(namespace, { cacheTtl: 300 }).side?.('refused').read()
    expect(get).toHaveBeenCalledExactlyOnceWith('burgee:snapshot:refused', { type: 'text', cacheTtl: 30 })
  })

  it('needs delete() of the namespace only to remove a document', async () => {
    const { get, put } = createFakeKV()
    const document = kv({ get, put }).side?.('refused')
    await document?.write('text')
    await expect(document?.remove()).rejects.toThrow('needs delete() to remove burgee:snapshot:refused')
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

  it('throws if there is no namespace', () => {
    expect(() => kv(undefined as never)).toThrow(/kv: the namespace must be a KV binding/)
  })

  it('rejects with KV’s own reason if a value is too large', async () => {
    await expect(kv(createFakeKV()).write('x'.repeat(26_214_401))).rejects.toThrow(/26214400/)
  })

  it.each([
    [{ key: '' }, /key must be 1 to 512 bytes/],
    [{ key: 'k'.repeat(513) }, /key must be 1 to 512 bytes/],
    [{ cacheTtl: 29 }, /kv: cacheTtl must be a number of seconds from 30 to 2000000, not 29/],
    [{ cacheTtl: Number.NaN }, /cacheTtl/],
  ])('refuses %j at once', (options, message) => {
    expect(() => kv(createFakeKV(), options)).toThrow(message)
  })
})
