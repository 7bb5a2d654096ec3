/** The store over unstorage: the contract with one driver of each kind, and drivers that cannot read or write. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFakeKV } from 'burgee/testing'
import { type UnstorageLike, unstorage } from 'burgee/unstorage'
import { createStorage, type Driver, prefixStorage } from 'unstorage'
import cloudflareKVDriver from 'unstorage/drivers/cloudflare-kv-binding'
import fsDriver from 'unstorage/drivers/fs'
import githubDriver from 'unstorage/drivers/github'
import httpDriver from 'unstorage/drivers/http'
import lruCacheDriver from 'unstorage/drivers/lru-cache'
import memoryDriver from 'unstorage/drivers/memory'
import redisDriver from 'unstorage/drivers/redis'
import { createStorageServer } from 'unstorage/server'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { itKeepsTheContract, type Open } from './contract.js'
import { needsRedis, redisBase, redisUrl } from './redis.js'

const KEY = 'burgee:snapshot'

const folder = () => mkdtempSync(join(tmpdir(), 'burgee-unstorage-'))

/** A storage of unstorage, served by its own HTTP server. */
const startServer = async (authorize: () => void = () => {}) => {
  const server = createServer(createStorageServer(createStorage(), { authorize }).handle)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Like the drivers of Upstash and Vercel KV, whose clients parse what they read if it is JSON. */
const parsingDriver = (items: Map<string, string>): Driver => ({
  hasItem: (key) => items.has(key),
  getKeys: () => [...items.keys()],
  getItem(key) {
    const item = items.get(key) ?? null
    try {
      return JSON.parse(item ?? 'null')
    } catch {
      return item
    }
  },
  setItem: (key, value) => void items.set(key, value),
  removeItem: (key) => void items.delete(key),
})

/** Each store has a storage of its own over one driver. */
const over = (driver: Driver): Open => {
  return () => unstorage(createStorage({ driver }))
}

const drivers: readonly [string, () => Open][] = [
  ['memory', () => over(memoryDriver())],
  ['lru-cache', () => over(lruCacheDriver({}))],
  [
    'fs',
    () => {
      const base = folder()
      return () => unstorage(createStorage({ driver: fsDriver({ base }) }))
    },
  ],
  ['cloudflare-kv-binding', () => over(cloudflareKVDriver({ binding: fakeKV() as unknown as KVNamespace }))],
  ['one whose client parses JSON', () => over(parsingDriver(new Map()))],
]

/** Without the limit of one write a second, which the contract does not ask about. */
const fakeKV = () => {
  let now = 0
  return createFakeKV({
    now: () => {
      now += 2_000
      return now
    },
  })
}

describe.each(drivers)('unstorage over the driver %s', (_, place) => itKeepsTheContract(place))

let places = 0
const newKey = () => {
  places++
  return `place:${places}`
}

describe('unstorage over the driver http', () => {
  let server: Awaited<ReturnType<typeof startServer>>
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.stop())

  itKeepsTheContract(() => {
    const key = newKey()
    return () => unstorage(createStorage({ driver: httpDriver({ base: server.base }) }), { key })
  })
})

/** Each call is a connection of its own, which ends with the test. What it writes lives for ten minutes. */
const redis = (key: string) => {
  const storage = createStorage({ driver: redisDriver({ url: redisUrl ?? '', base: redisBase, ttl: 600 }) })
  onTestFinished(() => storage.dispose())
  return unstorage(storage, { key })
}

describe.skipIf(redisUrl === undefined)(`unstorage over the driver redis${needsRedis}`, () => {
  itKeepsTheContract(() => {
    const key = newKey()
    return () => redis(key)
  })
})

describe('unstorage over a driver without a storage', () => {
  itKeepsTheContract(() => {
    const driver = memoryDriver()
    return () => unstorage(driver)
  })
})

describe('unstorage over a storage with a prefix', () => {
  itKeepsTheContract(() => {
    const storage = createStorage().mount('shared', memoryDriver())
    return () => unstorage(prefixStorage(storage, 'shared'))
  })
})

describe('the key', () => {
  it.each([
    [undefined, 'burgee:snapshot'],
    ['flags:v2', 'flags:v2'],
    ['flags/v2', 'flags:v2'],
  ])('%s is kept as %s', async (key, kept) => {
    const storage = createStorage()
    await unstorage(storage, { key }).write('text')
    expect(await storage.getKeys()).toEqual([kept])
  })

  it.each(['', ':', '/', 'a?b', '.', '..', 'a:..:b', 'a/./b'])('%j is refused at once', (key) => {
    expect(() => unstorage(createStorage(), { key })).toThrow('unstorage: key must be a string without "?"')
  })

  it.each(['a', 'a:b', 'a.b', '...', 'a:', '$', 'é'])('%j is as good as unstorage takes it', async (key) => {
    const store = unstorage(createStorage(), { key })
    await store.write('text')
    expect(await store.read()).toBe('text')
  })
})

describe('what is no storage', () => {
  it.each([
    ['nothing', undefined],
    ['the name of a driver', 'redis'],
    ['a driver that has not been given its options', redisDriver],
    ['a promise', Promise.resolve(createStorage())],
  ])('%s is refused at once', (_, storage) => {
    expect(() => unstorage(storage as unknown as UnstorageLike)).toThrow(
      /^unstorage: the storage must be what createStorage/,
    )
  })
})

describe('readOptions and writeOptions', () => {
  it('reach the driver', async () => {
    const driver = { ...memoryDriver(), getItem: vi.fn(() => null), setItem: vi.fn() }
    const store = unstorage(createStorage({ driver }), {
      readOptions: { consistency: 'strong' },
      writeOptions: { allowOverwrite: true },
    })
    await store.read()
    await store.write('text')
    expect(driver.getItem).toHaveBeenCalledExactlyOnceWith(KEY, { consistency: 'strong' })
    expect(driver.setItem).toHaveBeenCalledExactlyOnceWith(KEY, expect.any(String), { allowOverwrite: true })
  })
})

describe('what is not Burgee’s under the key', () => {
  const holding = (value: unknown) => {
    const getItem = vi.fn(() => value)
    return { getItem, store: unstorage({ getItem, setItem() {} }) }
  }

  it.each([
    ['a text put there by hand', '{"format":2}\n{"key":"a"}\n'],
    ['a text in the middle of which somebody wrote', 'burgee:4\ntext\nend\nend'],
    ['a text of another length than it says', 'burgee:5\ntext\nend'],
  ])('%s is returned as it is', async (_, text) => {
    expect(await holding(text).store.read()).toBe(text)
  })

  it('what unstorage took for JSON is made JSON again', async () => {
    expect(await holding({ format: 2 }).store.read()).toBe('{"format":2}')
  })

  it.each(['', 'bur', 'burgee:4\nte', 'burgee:4\ntext\nen'])(
    '%j may be cut short by a writer who is at it: it is read again, and returned where it stays like that',
    async (text) => {
      const { getItem, store } = holding(text)
      expect(await store.read()).toBe(text)
      expect(getItem).toHaveBeenCalledTimes(3)
      getItem.mockReturnValueOnce('burgee:4\nte').mockReturnValueOnce('burgee:4\ntext\nend')
      expect(await store.read()).toBe('text')
    },
  )

  it('a text cut within its last character is not taken for whole', async () => {
    const whole = new TextEncoder().encode('burgee:1\né')
    const cut = new TextDecoder().decode(whole.slice(0, -1))
    expect(cut).toHaveLength('burgee:1\né'.length)
    expect(await holding(cut).store.read()).toBe(cut)
  })
})

describe('a driver that cannot read', () => {
  it('throws: that is passed on', async () => {
    const driver = { ...memoryDriver(), getItem: () => Promise.reject(new Error('connection refused')) }
    await expect(unstorage(createStorage({ driver })).read()).rejects.toThrow('connection refused')
  })

  it('returns an error instead of a text, as fs does: that is thrown', async () => {
    const base = folder()
    writeFileSync(join(base, 'burgee'), 'a file where a folder should be')
    await expect(unstorage(createStorage({ driver: fsDriver({ base }) })).read()).rejects.toThrow('ENOTDIR')
  })

  it('redis that is down: rejects with the client’s own reason, after its retries', async () => {
    vi.spyOn(console, 'error').mockReturnValue() // the client’s, for its events
    const driver = redisDriver({ url: 'redis://127.0.0.1:1', maxRetriesPerRequest: 0 })
    const storage = createStorage({ driver })
    onTestFinished(() => storage.dispose())
    await expect(unstorage(storage).read()).rejects.toThrow(/max retries/)
  })
})

describe('a driver that cannot write', () => {
  const message = (name: string) =>
    `the driver ${name} only reads: refresh in a place with one that can write`

  it.each([
    ['github', githubDriver({ repo: 'acme/flags' })],
    ['fs', fsDriver({ base: folder(), readOnly: true })],
    ['given', { hasItem: () => false, getItem: () => null, getKeys: () => [] }],
  ] as readonly [string, Driver][])('%s: the write says so', async (name, driver) => {
    const readable = { ...driver, getItem: () => null }
    await expect(unstorage(createStorage({ driver: readable })).write('text')).rejects.toThrow(message(name))
    await expect(unstorage(readable).write('text')).rejects.toThrow(message(name))
  })

  it('cannot remove a document beside the snapshot either', async () => {
    const { removeItem: _, ...driver } = memoryDriver()
    const document = unstorage(driver).side?.('refused')
    await document?.write('text')
    await expect(document?.remove()).rejects.toThrow(message('memory'))
  })

  it('http, whose server refuses: the write says what it answered', async () => {
    const { base, stop } = await startServer(() => {
      throw Object.assign(new Error('read only'), { statusCode: 403 })
    })
    onTestFinished(stop)
    const store = unstorage(createStorage({ driver: httpDriver({ base }) }))
    await expect(store.write('text')).rejects.toThrow(/PUT.*403/)
  })

  it('is no error if only the storage’s root cannot write, and the prefix has another driver', async () => {
    const driver = githubDriver({ repo: 'acme/flags' })
    const storage = createStorage({ driver }).mount('shared', memoryDriver())
    const store = unstorage(prefixStorage(storage, 'shared'))
    await store.write('text')
    expect(await store.read()).toBe('text')
  })
})
