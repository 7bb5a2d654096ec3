import { checkCacheTtl, checkKey, checkValue, type KVVerb, kvError } from './limits.js'

/** Options of `createFakeKV`. */
export interface FakeKVOptions {
  /** The time in milliseconds, for the limit of one write a second. Default: `Date.now`. */
  now?: () => number
}

/** Options of a read. */
export interface FakeKVGetOptions {
  type?: 'text'
  /** Seconds, at least 30. Only checked: this fake has no edge cache, so a read sees the last write. */
  cacheTtl?: number
}

/** The part of `KVNamespace` that Burgee uses, in memory, with the real limits, and with hooks for tests. */
export interface FakeKV {
  get(key: string, options?: 'text' | FakeKVGetOptions): Promise<string | null>
  put(key: string, value: string): Promise<void>
  delete(key: string): Promise<void>

  /** How many reads reached the service, failed ones included. A read with a bad argument does not reach it. */
  readonly reads: number
  /** How many writes and deletes reached the service, including those refused for their rate. */
  readonly writes: number
  /** Returns a value without counting a read, for assertions. Null if it does not exist. */
  peek(key: string): string | null
  /** The next `times` reads or writes (default 1) fail. Default error: `KV GET failed: 500 Internal Server Error`. */
  failNext(operation: 'reads' | 'writes', options?: { times?: number; error?: Error }): void
  /** The next `times` reads or writes (default 1) take `delay` seconds of real time. `ms` is deprecated. */
  slowNext(
    operation: 'reads' | 'writes',
    options: { times?: number } & ({ delay: number } | { ms: number }),
  ): void
}

/** What a hook makes the next operations do. */
type Hook = { left: number } & ({ delayMs: number } | { error: Error | undefined })

/**
 * Creates a KV namespace in memory with the limits of Workers KV and its error messages. Keys have at most 512 bytes,
 * values 25 MiB, and `cacheTtl` is at least 30 seconds. A second write to a key within a second fails with
 * `KV PUT failed: 429 Too Many Requests`; a delete counts as a write. Values are strings.
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
  const { now = Date.now } = options
  const values = new Map<string, string>()
  const lastWrites = new Map<string, number>()
  const counts = { reads: 0, writes: 0 }
  const hooks: Record<keyof typeof counts, Hook[]> = { reads: [], writes: [] }

  /** Counts an operation, and plays the hook that waits for it. */
  const arrive = async (kind: keyof typeof counts, verb: KVVerb): Promise<void> => {
    counts[kind] += 1
    const hook = hooks[kind][0]
    if (!hook) return
    hook.left -= 1
    if (hook.left <= 0) hooks[kind].shift()
    if ('error' in hook) throw hook.error ?? kvError(verb, '500 Internal Server Error')
    await new Promise((resolve) => setTimeout(resolve, hook.delayMs))
  }

  const write = async (verb: 'PUT' | 'DELETE', key: string): Promise<void> => {
    await arrive('writes', verb)
    const last = lastWrites.get(key)
    if (last !== undefined && now() - last < 1000) throw kvError(verb, '429 Too Many Requests')
    lastWrites.set(key, now())
  }

  return {
    async get(key, options = {}) {
      checkKey('GET', key)
      const { type = 'text', cacheTtl } = typeof options === 'string' ? { type: options } : options
      if (type !== 'text')
        throw new TypeError(`createFakeKV: get reads text only, not ${JSON.stringify(type)}`)
      checkCacheTtl(cacheTtl)
      await arrive('reads', 'GET')
      return values.get(key) ?? null
    },

    async put(key, value) {
      checkKey('PUT', key)
      checkValue(value)
      await write('PUT', key)
      values.set(key, value)
    },

    async delete(key) {
      checkKey('DELETE', key)
      await write('DELETE', key)
      values.delete(key)
    },

    get reads() {
      return counts.reads
    },
    get writes() {
      return counts.writes
    },
    peek: (key) => values.get(key) ?? null,
    failNext(operation, { times = 1, error } = {}) {
      checkTimes('failNext', times)
      hooks[operation].push({ left: times, error })
    },
    slowNext(operation, { times = 1, ...wait }) {
      checkTimes('slowNext', times)
      hooks[operation].push({ left: times, delayMs: 'delay' in wait ? wait.delay * 1000 : wait.ms })
    },
  }
}

function checkTimes(caller: 'failNext' | 'slowNext', times: number): void {
  if (!(times >= 1)) throw new RangeError(`${caller}: times must be 1 or more, got ${times}`)
}
