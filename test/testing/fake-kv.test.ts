import { createClock, createFakeKV, type FakeKV } from 'burgee/testing'
import { describe, expect, it } from 'vitest'

const MIB = 1024 * 1024

/** A call that uses the untyped side of the API, as JavaScript could. */
type Call = (kv: FakeKV) => Promise<unknown>

describe('the limits of Workers KV', () => {
  const keyLimits: [string, string, ErrorConstructor | TypeErrorConstructor, string | undefined][] = [
    ['512 bytes', 'k'.repeat(512), Error, undefined],
    ['513 bytes', 'k'.repeat(513), Error, '414 UTF-8 encoded length of 513 exceeds key length limit of 512.'],
    [
      '171 characters of 3 bytes',
      '旗'.repeat(171),
      Error,
      '414 UTF-8 encoded length of 513 exceeds key length',
    ],
    ['nothing', '', TypeError, 'Key name cannot be empty.'],
    ['a dot', '.', TypeError, '"." is not allowed as a key name.'],
    ['two dots', '..', TypeError, '".." is not allowed as a key name.'],
    ['three dots', '...', Error, undefined],
    ['no string', 7 as unknown as string, TypeError, 'a key must be text, got number'],
  ]
  const operations: [string, (key: string) => Call][] = [
    ['get', (key) => (kv) => kv.get(key)],
    ['getWithMetadata', (key) => (kv) => kv.getWithMetadata(key)],
    ['put', (key) => (kv) => kv.put(key, 'value')],
    ['delete', (key) => (kv) => kv.delete(key)],
  ]

  describe.each(operations)('%s', (_, call) => {
    it.each(keyLimits)('with a key of %s', async (_, key, type, message) => {
      const result = call(key)(createFakeKV())
      if (message === undefined) return expect(result).resolves.not.toThrow()
      await expect(result).rejects.toThrow(message)
      await expect(result).rejects.toBeInstanceOf(type)
    })
  })

  it.each<[string, Call, string | undefined]>([
    ['a value of 25 MiB', (kv) => kv.put('k', 'v'.repeat(25 * MIB)), undefined],
    [
      'a value of 25 MiB and a byte',
      (kv) => kv.put('k', 'v'.repeat(25 * MIB + 1)),
      'KV PUT failed: 413 Value length of 26214401 exceeds limit of 26214400.',
    ],
    ['an empty value', (kv) => kv.put('k', ''), undefined],
    ['a value that is no text', (kv) => kv.put('k', { a: 1 } as never), 'a value must be text, got object'],
    ['metadata of 1,024 bytes', (kv) => kv.put('k', 'v', { metadata: 'm'.repeat(1022) }), undefined],
    [
      'metadata of 1,025 bytes',
      (kv) => kv.put('k', 'v', { metadata: 'm'.repeat(1023) }),
      'KV PUT failed: 413 Metadata length of 1025 exceeds limit of 1024.',
    ],
    ['an expirationTtl of 60.5 s', (kv) => kv.put('k', 'v', { expirationTtl: 60.5 }), undefined],
    ['an expirationTtl of 60 s', (kv) => kv.put('k', 'v', { expirationTtl: 60 }), undefined],
    [
      'an expirationTtl of 59 s',
      (kv) => kv.put('k', 'v', { expirationTtl: 59 }),
      'KV PUT failed: 400 Invalid expiration_ttl of 59. Expiration TTL must be at least 60.',
    ],
    [
      'an expirationTtl of 0',
      (kv) => kv.put('k', 'v', { expirationTtl: 0 }),
      'KV PUT failed: 400 Invalid expiration_ttl of 0. Please specify integer greater than 0.',
    ],
    ['a cacheTtl of 30 s', (kv) => kv.get('k', { type: 'text', cacheTtl: 30 }), undefined],
    [
      'a cacheTtl of 29 s',
      (kv) => kv.get('k', { type: 'text', cacheTtl: 29 }),
      'KV GET failed: 400 Invalid cache_ttl of 29. Cache TTL must be at least 30.',
    ],
    [
      'a cacheTtl that is no number',
      (kv) => kv.get('k', { cacheTtl: Number.NaN }),
      'KV GET failed: 400 Invalid cache_ttl of 0. Cache TTL must be at least 30.',
    ],
    ['a type this fake cannot read', (kv) => kv.get('k', 'json' as never), 'reads text only, not "json"'],
    ['a list of 1,000', (kv) => kv.list({ limit: 1000 }), undefined],
    [
      'a list of 1,001',
      (kv) => kv.list({ limit: 1001 }),
      'KV GET failed: 400 Invalid key_count_limit of 1001. Please specify an integer less than 1000.',
    ],
    ['a list without a limit, put as 0', (kv) => kv.list({ limit: 0 }), undefined],
    [
      'a list by a prefix longer than any key',
      (kv) => kv.list({ prefix: 'p'.repeat(513) }),
      'KV GET failed: 414 UTF-8 encoded length of 513 exceeds key length limit of 512.',
    ],
  ])('%s', async (_, call, message) => {
    const kv = createFakeKV()
    const result = call(kv)
    if (message === undefined) return expect(result).resolves.not.toThrow()
    await expect(result).rejects.toThrow(message)
    expect([kv.reads, kv.writes, kv.peek('k')]).toEqual([0, 0, null])
  })

  it('one write a second to a key', async () => {
    const clock = createClock()
    const kv = createFakeKV({ now: clock.now })
    await kv.put('k', 'one')
    clock.advance(999)
    await expect(kv.put('k', 'two')).rejects.toThrow('KV PUT failed: 429 Too Many Requests')
    await expect(kv.delete('k')).rejects.toThrow('KV DELETE failed: 429 Too Many Requests')
    await kv.put('another', 'two')
    expect(kv.peek('k')).toBe('one')
    clock.advance(1)
    await kv.put('k', 'three')
    expect(kv.peek('k')).toBe('three')
    expect(kv.writes).toBe(5)
  })

  it('so many operations an invocation, when asked to', async () => {
    const kv = createFakeKV({ operationsPerInvocation: 2 })
    await kv.get('a')
    await kv.list()
    await expect(kv.put('a', 'b')).rejects.toThrow('Too many API requests by single worker invocation.')
    kv.newInvocation()
    await kv.put('a', 'b')
  })
})

describe('reading and writing', () => {
  it('gives back what was put, by each way of asking', async () => {
    const kv = createFakeKV()
    await kv.put('k', 'värde', { metadata: { revision: 'a1' } })
    expect(await kv.get('k')).toBe('värde')
    expect(await kv.get('k', 'text')).toBe('värde')
    expect(await kv.get('k', { type: 'text', cacheTtl: 60 })).toBe('värde')
    expect(await kv.getWithMetadata('k')).toEqual({
      value: 'värde',
      metadata: { revision: 'a1' },
      cacheStatus: null,
    })
    expect([kv.reads, kv.writes]).toEqual([4, 1])
  })

  it('answers null to a key that is not there', async () => {
    const kv = createFakeKV()
    expect(await kv.get('k')).toBeNull()
    expect(await kv.getWithMetadata('k')).toEqual({ value: null, metadata: null, cacheStatus: null })
    expect(kv.reads).toBe(2)
  })

  it('replaces metadata with the value', async () => {
    const clock = createClock()
    const kv = createFakeKV({ now: clock.now })
    await kv.put('k', 'one', { metadata: 1 })
    clock.advance(1000)
    await kv.put('k', 'two')
    expect(await kv.getWithMetadata('k')).toMatchObject({ value: 'two', metadata: null })
  })

  it('forgets what was deleted', async () => {
    const clock = createClock()
    const kv = createFakeKV({ now: clock.now })
    await kv.put('k', 'v')
    clock.advance(1000)
    await kv.delete('k')
    expect(await kv.get('k')).toBeNull()
  })

  it('forgets what has expired', async () => {
    const clock = createClock()
    const kv = createFakeKV({ now: clock.now })
    await kv.put('k', 'v', { expirationTtl: 60 })
    clock.advance(59_999)
    expect(await kv.get('k')).toBe('v')
    clock.advance(1)
    expect(await kv.get('k')).toBeNull()
    expect(kv.peek('k')).toBeNull()
    expect((await kv.list()).keys).toEqual([])
  })

  it('lists keys by name, a page at a time', async () => {
    const kv = createFakeKV({ now: createClock(0).now })
    for (const key of ['b/2', 'a', 'b/1', 'b/3']) await kv.put(key, 'v', { expirationTtl: 60, metadata: key })
    const first = await kv.list({ prefix: 'b/', limit: 2 })
    expect(first).toEqual({
      keys: [
        { name: 'b/1', expiration: 60, metadata: 'b/1' },
        { name: 'b/2', expiration: 60, metadata: 'b/2' },
      ],
      list_complete: false,
      cursor: expect.any(String),
      cacheStatus: null,
    })
    const second = await kv.list({ prefix: 'b/', limit: 2, ...(first.cursor && { cursor: first.cursor }) })
    expect(second.keys.map((key) => key.name)).toEqual(['b/3'])
    expect(second.list_complete).toBe(true)
    expect(second).not.toHaveProperty('cursor')
  })
})

describe('hooks', () => {
  it('fail the next reads, then no more', async () => {
    const kv = createFakeKV()
    kv.failNext('reads', { times: 2 })
    await expect(kv.get('k')).rejects.toThrow('KV GET failed: 500 Internal Server Error')
    await kv.put('k', 'v')
    await expect(kv.get('k')).rejects.toThrow('500')
    expect(await kv.get('k')).toBe('v')
    expect(kv.reads).toBe(3)
  })

  it('fail the next write with the error given, and write nothing', async () => {
    const kv = createFakeKV()
    kv.failNext('writes', { error: new Error('network lost') })
    await expect(kv.put('k', 'v')).rejects.toThrow('network lost')
    expect(kv.peek('k')).toBeNull()
    await kv.put('k', 'v')
    expect([kv.peek('k'), kv.writes]).toEqual(['v', 2])
  })

  it('slow the next read, which then sees what was written meanwhile', async () => {
    const kv = createFakeKV()
    kv.slowNext('reads', { ms: 40 })
    const slow = kv.get('k')
    await kv.put('k', 'v')
    const start = performance.now()
    expect(await slow).toBe('v')
    expect(performance.now() - start).toBeGreaterThanOrEqual(30)
  })

  it('happen one or more times', () => {
    expect(() => createFakeKV().failNext('reads', { times: 0 })).toThrow(RangeError)
  })
})
