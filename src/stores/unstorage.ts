/**
 * A store in whatever unstorage has a driver for: Redis, Upstash, Vercel Blob, Netlify Blobs, S3, and more.
 *
 * @module
 */
import { type Store, StoreError } from './contract.js'

/**
 * What Burgee asks of a storage: a part of unstorage's `Storage`, and of its `Driver`. Both fit, so a program that
 * needs nothing else of unstorage can hand over a driver without `createStorage`.
 */
export interface UnstorageLike {
  getItem(key: string, options: object): unknown
  setItem?(key: string, value: string, options: object): unknown
  getMount?(key: string): { readonly driver: object }
}

export interface UnstorageOptions {
  /** The key that the snapshot is kept under. Default: `burgee:snapshot`. */
  readonly key?: string | undefined
  /** Handed to the driver with each read: `{ consistency: 'strong' }` for Netlify Blobs, say. Default: nothing. */
  readonly readOptions?: object | undefined
  /** Handed to the driver with each write: `{ allowOverwrite: true }` for Vercel Blob, say. Default: nothing. */
  readonly writeOptions?: object | undefined
}

const DEFAULT_KEY = 'burgee:snapshot'

/** How often a text is read that is in the middle of being written. */
const ATTEMPTS = 3

/** Milliseconds between two attempts. */
const PAUSE = 50

/**
 * Keeps the snapshot in a storage of unstorage's, under one key.
 *
 * The text lies there between two lines of Burgee's own. They make it come back as it was, whatever is between:
 * unstorage and some clients (Upstash's, Vercel KV's) parse what looks like JSON, and its raw items decode what
 * looks like base64. They also show where another process is in the middle of writing (the driver `fs` is not
 * atomic; on a disk, `burgee/file` is): then it is read again. A text without them, put there by hand, is returned
 * as it is.
 *
 * What a driver throws is passed on. How soon a reader sees what was written is the driver's affair, `fresh` or not.
 *
 * @param storage what `createStorage()` returns, or a driver
 * @throws TypeError where it is neither, or the key is one that unstorage does not take
 *
 * @example
 * import { createStorage } from 'unstorage'
 * import redisDriver from 'unstorage/drivers/redis'
 *
 * const storage = createStorage({ driver: redisDriver({ url: 'redis://localhost:6379' }) })
 * app.use(featureFlags({ store: unstorage(storage) }))
 */
export const unstorage = (storage: UnstorageLike, options: UnstorageOptions = {}): Store => {
  const { key = DEFAULT_KEY, readOptions = {}, writeOptions = {} } = options
  if (typeof storage?.getItem !== 'function') {
    throw new TypeError(
      'unstorage: needs what createStorage() returns, or a driver that has been given its options',
    )
  }
  // unstorage cuts a key off at a question mark, and refuses the others only when it is asked for them.
  const parts = key.split(/[:/\\]/)
  if (key.includes('?') || parts.join('') === '' || parts.includes('.') || parts.includes('..')) {
    throw new TypeError('unstorage: key must be a text without "?", and no part of it "." or ".."')
  }

  const read = async (): Promise<string | null> => {
    for (let attempt = 1; ; attempt++) {
      const item = await storage.getItem(key, readOptions)
      if (item === null || item === undefined) return null
      if (item instanceof Error) throw item // as the driver fs does, where a file cannot be read
      const stored = typeof item === 'string' ? item : JSON.stringify(item)
      const text = unwrap(stored)
      if (text !== undefined) return text
      // Not ours, or damaged for good: whoever reads it finds no snapshot in it, and the next refresh replaces it.
      if (!isCutShort(stored) || attempt === ATTEMPTS) return stored
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }

  return {
    read,
    async write(text) {
      await storage.setItem?.(key, wrap(text), writeOptions)
      const driver = readOnlyDriver(storage, key)
      // A storage does not say that its driver cannot write. With a prefix it names the wrong one: hence the look.
      if (driver !== undefined && (await read()) !== text) {
        throw new StoreError(
          `the driver ${driver.name ?? 'given'} only reads: refresh where there is one that can write`,
        )
      }
    },
  }
}

const MARK = 'burgee:'

const wrap = (text: string): string => `${MARK}${text.length}\n${text}\nend`

/** Undefined where it is not what `wrap` returned: not ours, or not all of it. */
const unwrap = (stored: string): string | undefined => {
  const text = stored.slice(stored.indexOf('\n') + 1, -'\nend'.length)
  return stored === wrap(text) ? text : undefined
}

const isCutShort = (stored: string): boolean => MARK.startsWith(stored.slice(0, MARK.length))

/** A driver without `setItem`, or told to be read-only, does nothing when it should write, and does not say so. */
const readOnlyDriver = (storage: UnstorageLike, key: string): { readonly name?: string } | undefined => {
  const driver: {
    readonly name?: string
    readonly setItem?: unknown
    readonly options?: { readonly readOnly?: boolean } | undefined
  } = storage.getMount?.(key).driver ?? storage
  return driver.setItem === undefined || driver.options?.readOnly ? driver : undefined
}
