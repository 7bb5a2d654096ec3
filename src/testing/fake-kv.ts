import {
  checkCacheTtl,
  checkKey,
  checkValue,
  type KVVerb,
  kvError,
  parseExpirationTtl,
  parseListLimit,
  serializeMetadata,
} from './kv-limits.js'

/** Options of `createFakeKV`. */
export interface FakeKVOptions {
  /** The time in milliseconds, for expiry and for the limit of one write a second. Default: `Date.now`. */
  now?: () => number
  /** Operations allowed until `newInvocation()`; Workers allows 1,000. Default: no limit. */
  operationsPerInvocation?: number
}

/** Options of a read. */
export interface FakeKVGetOptions {
  type?: 'text'
  /** Seconds, at least 30. Checked only: this fake has no edge cache, so a read sees the last write. */
  cacheTtl?: number
}

/** Options of a write. */
export interface FakeKVPutOptions {
  /** Seconds, at least 60. */
  expirationTtl?: number
  /** Anything JSON, up to 1,024 bytes. */
  metadata?: unknown
}

/** A page of keys, in the order of their names. */
export interface FakeKVList {
  keys: { name: string; expiration?: number; metadata?: unknown }[]
  list_complete: boolean
  /** Where the next page starts; only when the list is not complete. */
  cursor?: string
  cacheStatus: null
}

/** The part of `KVNamespace` that Burgee uses, in memory, with the real limits; and hooks for tests. */
export interface FakeKV {
  get(key: string, options?: 'text' | FakeKVGetOptions): Promise<string | null>
  getWithMetadata<Metadata = unknown>(
    key: string,
    options?: 'text' | FakeKVGetOptions,
  ): Promise<{ value: string | null; metadata: Metadata | null; cacheStatus: null }>
  put(key: string, value: string, options?: FakeKVPutOptions): Promise<void>
  delete(key: string): Promise<void>
  list(options?: { prefix?: string; limit?: number; cursor?: string }): Promise<FakeKVList>

  /** Reads that reached the service, whether they then failed or not; one that was refused for its arguments did not. */
  readonly reads: number
  /** Writes that reached the service, counted likewise; a put refused for its rate did reach it. */
  readonly writes: number
  /** A value, without a read: for assertions. Null when there is none, or it has expired. */
  peek(key: string): string | null
  /** The next `times` reads or writes (default 1) fail; default error: `KV GET failed: 500 Internal Server Error`. */
  failNext(operation: 'reads' | 'writes', options?: { times?: number; error?: Error }): void
  /** The next `times` reads or writes (default 1) take `ms` milliseconds of real time. */
  slowNext(operation: 'reads' | 'writes', options: { times?: number; ms: number }): void
  /** Starts counting `operationsPerInvocation` anew. */
  newInvocation(): void
}

interface Entry {
  value: string
  metadata: string | undefined
  /** Seconds since the epoch. */
  expiration: number | undefined
}

/**
 * Creates a KV namespace in memory that enforces the limits of Workers KV and fails with its messages: keys of
 * 512 bytes, values of 25 MiB, metadata of 1,024 bytes, `cacheTtl` of at least 30 seconds, one write a second
 * per key (`KV PUT failed: 429 Too Many Requests`). Deletes count as writes. Text values only.
 *
 * @param options see {@link FakeKVOptions}; all have defaults
 * @example
 * const clock = createClock()
 * const kv = createFakeKV({ now: clock.now })
 * await kv.put('snapshot', 'one')
 * kv.failNext('reads')
 * await kv.get('snapshot') // rejects, once
 * kv.writes // 1
 */
export function createFakeKV(options: FakeKVOptions = {}): FakeKV {
  const { now = Date.now, operationsPerInvocation = Number.POSITIVE_INFINITY } = options
  const entries = new Map<string, Entry>()
  const lastWrites = new Map<string, number>()
  const counts = { reads: 0, writes: 0 }
  const hooks: Record<keyof typeof counts, { left: number; ms?: number; error?: Error | undefined }[]> = {
    reads: [],
    writes: [],
  }
  let operations = 0

  const live = (key: string): Entry | undefined => {
    const entry = entries.get(key)
    return entry?.expiration !== undefined && entry.expiration * 1000 <= now() ? undefined : entry
  }

  /** One operation arriving at the service: counts it, and plays what a hook scripted for it. */
  const arrive = async (kind: keyof typeof counts | undefined, verb: KVVerb): Promise<void> => {
    operations += 1
    if (operations > operationsPerInvocation) {
      throw new Error('Too many API requests by single worker invocation.')
    }
    if (kind === undefined) return
    counts[kind] += 1
    const hook = hooks[kind][0]
    if (!hook) return
    hook.left -= 1
    if (hook.left <= 0) hooks[kind].shift()
    if (hook.ms === undefined) throw hook.error ?? kvError(verb, '500 Internal Server Error')
    await new Promise((resolve) => setTimeout(resolve, hook.ms))
  }

  const read = async (key: string, options: 'text' | FakeKVGetOptions = {}): Promise<Entry | undefined> => {
    checkKey('GET', key)
    const { type = 'text', cacheTtl } = typeof options === 'string' ? { type: options } : options
    if (type !== 'text') throw new TypeError(`createFakeKV: reads text only, not ${JSON.stringify(type)}`)
    checkCacheTtl(cacheTtl)
    await arrive('reads', 'GET')
    return live(key)
  }

  const write = async (verb: 'PUT' | 'DELETE', key: string): Promise<void> => {
    await arrive('writes', verb)
    const last = lastWrites.get(key)
    if (last !== undefined && now() - last < 1000) throw kvError(verb, '429 Too Many Requests')
    lastWrites.set(key, now())
  }

  const hook = (
    operation: keyof typeof counts,
    times = 1,
    what: { ms?: number; error?: Error | undefined },
  ) => {
    if (!(times >= 1)) throw new RangeError(`createFakeKV: a hook is for one or more times, got ${times}`)
    hooks[operation].push({ left: times, ...what })
  }

  return {
    async get(key, options) {
      return (await read(key, options))?.value ?? null
    },

    async getWithMetadata<Metadata>(key: string, options?: 'text' | FakeKVGetOptions) {
      const entry = await read(key, options)
      // The caller names the type of what it wrote, as with the real namespace.
      const metadata = entry?.metadata === undefined ? null : (JSON.parse(entry.metadata) as Metadata)
      return { value: entry?.value ?? null, metadata, cacheStatus: null }
    },

    async put(key, value, options = {}) {
      checkKey('PUT', key)
      checkValue(value)
      const ttl = parseExpirationTtl(options.expirationTtl)
      const metadata = serializeMetadata(options.metadata)
      await write('PUT', key)
      const expiration = ttl === undefined ? undefined : Math.floor(now() / 1000) + ttl
      entries.set(key, { value, metadata, expiration })
    },

    async delete(key) {
      checkKey('DELETE', key)
      await write('DELETE', key)
      entries.delete(key)
    },

    async list({ prefix = '', limit, cursor } = {}) {
      const size = parseListLimit(limit, prefix)
      await arrive(undefined, 'GET')
      const names = [...entries.keys()].filter((name) => name.startsWith(prefix) && live(name)).sort()
      // The cursor is the last name given: what is written or deleted between two pages moves nothing else.
      const rest = cursor === undefined ? names : names.filter((name) => name > cursor)
      const page = rest.slice(0, size)
      const last = page.at(-1)
      return {
        keys: page.map((name) => {
          const entry = entries.get(name)
          return {
            name,
            ...(entry?.expiration !== undefined && { expiration: entry.expiration }),
            ...(entry?.metadata !== undefined && { metadata: JSON.parse(entry.metadata) as unknown }),
          }
        }),
        list_complete: page.length === rest.length,
        ...(page.length < rest.length && last !== undefined && { cursor: last }),
        cacheStatus: null,
      }
    },

    get reads() {
      return counts.reads
    },
    get writes() {
      return counts.writes
    },
    peek: (key) => live(key)?.value ?? null,
    failNext: (operation, { times, error } = {}) => hook(operation, times, { error }),
    slowNext: (operation, { times, ms }) => hook(operation, times, { ms }),
    newInvocation() {
      operations = 0
    },
  }
}
