import { createClock, createFakeKV, type FakeKV } from 'burgee/testing'
import { describe, expect, it } from 'vitest'

const MIB = 1024 * 1024

/** A call from JavaScript may pass what the types forbid. */
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
    ['no bytes', '', TypeError, 'Key name cannot be empty.'],
    ['a dot', '.', TypeError, '"." is not allowed as a key name.'],
    ['two dots', '..', TypeError, '".." is not allowed as a key name.'],
    ['three dots', '...', Error, undefined],
    ['a number', 7 as unknown as string, TypeError, 'a key must be a string, got number'],
  ]
  const operations: [string, (key: string) => Call][] = [
    ['get', (key) => (kv) => kv.get(key)],
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
    [
      'a value that is not a string',
      (kv) => kv.put('k', { a: 1 } as never),
      'a value must be a string, got object',
    ],
    ['a cacheTtl of 30 s', (kv) => kv.get('k', { type: 'text', cacheTtl: 30 }), undefined],
    [
      'a cacheTtl of 29 s',
      (kv) => kv.get('k', { type: 'text', cacheTtl: 29 }),
      'KV GET failed: 400 Invalid cache_ttl of 29. Cache TTL must be at least 30.',
    ],
    [
      'a cacheTtl of NaN',
      (kv) => kv.get('k', { cacheTtl: Number.NaN }),
      'KV GET failed: 400 Invalid cache_ttl of 0. Cache TTL must be at least 30.',
    ],
    [
      'a type that this fake does not read',
      (kv) => kv.get('k', 'json' as never),
      'get reads text only, not "json"',
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
})

describe('reading and writing', () => {
  it('returns what was written, with every form of options', async () => {
    const kv = createFakeKV()
    await kv.put('k', 'värde')
    expect(await kv.get('k')).toBe('värde')
    expect(await kv.get('k', 'text')).toBe('värde')
    expect(await kv.get('k', { type: 'text', cacheTtl: 60 })).toBe('värde')
    expect([kv.reads, kv.writes]).toEqual([3, 1])
  })

  it('returns null for a key that does not exist', async () => {
    const kv = createFakeKV()
    expect(await kv.get('k')).toBeNull()
    expect(kv.reads).toBe(1)
  })

  it('returns null after a delete', async () => {
    const clock = createClock()
    const kv = createFakeKV({ now: clock.now })
    await kv.put('k', 'v')
    clock.advance(1000)
    await kv.delete('k')
    expect(await kv.get('k')).toBeNull()
  })
})

describe('hooks', () => {
  it('fail the next reads, and no more', async () => {
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

  it.each([{ delay: 0.04 }, { ms: 40 }])(
    'slow the next read by %o, so it sees a later write',
    async (wait) => {
      const kv = createFakeKV()
      kv.slowNext('reads', wait)
      const slow = kv.get('k')
      await kv.put('k', 'v')
      const start = performance.now()
      expect(await slow).toBe('v')
      expect(performance.now() - start).toBeGreaterThanOrEqual(30)
    },
  )

  it.each([
    ['failNext', (kv: FakeKV) => kv.failNext('reads', { times: 0 })],
    ['slowNext', (kv: FakeKV) => kv.slowNext('reads', { times: 0, delay: 1 })],
  ])('%s refuses to play 0 times', (name, hook) => {
    expect(() => hook(createFakeKV())).toThrow(`${name}: times must be 1 or more, got 0`)
  })
})
