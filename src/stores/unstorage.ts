/**
 * A store in anything that unstorage has a driver for: Redis, Upstash, Vercel Blob, Netlify Blobs, S3, and more.
 *
 * @module
 */
import { check } from '../options/check.js'
import { sleep } from '../time/wait.js'
import { type SideDocument, type Store, StoreError } from './contract.js'
import { sideName } from './side-name.js'

/**
 * The part of a storage that Burgee uses: a part of unstorage's `Storage`, and of its `Driver`. You can pass a driver
 * without `createStorage`, if the program needs nothing else of unstorage.
 */
export interface UnstorageLike {
  getItem(key: string, options: object): unknown
  setItem?(key: string, value: string, options: object): unknown
  removeItem?(key: string, options: object): unknown
  getMount?(key: string): { readonly driver: object }
}

export interface UnstorageOptions {
  /**
   * The key that the snapshot is kept under. Documents beside it have the key `<key>.<name>`.
   * Default: `burgee:snapshot`.
   */
  readonly key?: string | undefined
  /** Options for the driver at each read: `{ consistency: 'strong' }` for Netlify Blobs, for example. Default: none. */
  readonly readOptions?: object | undefined
  /** Options for the driver at each write: `{ allowOverwrite: true }` for Vercel Blob, for example. Default: none. */
  readonly writeOptions?: object | undefined
}

const DEFAULT_KEY = 'burgee:snapshot'

/** How often a text is read that another process may be writing. */
const ATTEMPTS = 3

/** Milliseconds between two attempts. */
const PAUSE = 50

/**
 * Keeps the snapshot in a storage of unstorage, under one key.
 *
 * The text is kept between two lines of Burgee's own, so that it comes back unchanged: unstorage and some clients
 * (of Upstash and Vercel KV) parse what looks like JSON, and raw items decode what looks like base64. The lines also
 * show if another process is in the middle of writing, and then the text is read again. The driver `fs` needs that;
 * on a disk prefer `burgee/file`. A text without these lines, put there by hand, is returned as it is.
 *
 * Errors of a driver are passed on. The driver decides how soon a reader sees what was written, with `fresh` or not.
 *
 * @param storage what `createStorage()` returns, or a driver
 * @throws TypeError if it is neither, or if unstorage does not take the key
 *
 * @example
 * import { createStorage } from 'unstorage'
 * import redisDriver from 'unstorage/drivers/redis'
 *
 * const storage = createStorage({ driver: redisDriver({ url: 'redis://localhost:6379' }) })
 * app.use(featureFlags({ store: unstorage(storage) }))
 */
export const unstorage = (storage: UnstorageLike, options: UnstorageOptions = {}): Store => {
  const { key = DEFAULT_KEY } = options
  check(
    'unstorage',
    'the storage',
    typeof storage?.getItem === 'function',
    'what createStorage() returns, or a driver that has its options',
  )
  // unstorage cuts a key off at a question mark, and does not check the others until they are used.
  const parts = key.split(/[:/\\]/)
  const isKey = !key.includes('?') && parts.join('') !== '' && !parts.some((part) => /^\.\.?$/.test(part))
  check('unstorage', 'key', isKey, 'a string without "?", and no part of it "." or ".."')
  const { read, write } = textItem(storage, key, options)
  return {
    read,
    write,
    // A dot and no colon: on a disk a colon makes a folder, and the snapshot is a file of that name.
    side: (name) => textItem(storage, `${key}.${sideName('unstorage', name)}`, options),
  }
}

const textItem = (
  storage: UnstorageLike,
  key: string,
  { readOptions = {}, writeOptions = {} }: UnstorageOptions,
): SideDocument => {
  const read = async (): Promise<string | null> => {
    for (let attempt = 1; ; attempt++) {
      const item = await storage.getItem(key, readOptions)
      if (item === null || item === undefined) return null
      if (item instanceof Error) throw item // the driver fs returns one if it cannot read a file
      const stored = typeof item === 'string' ? item : JSON.stringify(item)
      const text = unwrap(stored)
      if (text !== undefined) return text
      // Not Burgee's, or damaged for good: the reader finds no snapshot in it, and the next refresh replaces it.
      if (!isCutShort(stored) || attempt === ATTEMPTS) return stored
      await sleep(PAUSE)
    }
  }

  /** A storage does not report that its driver only reads. With a prefix it names the wrong driver, so this looks. */
  const expectStored = async (text: string | null, method: 'setItem' | 'removeItem'): Promise<void> => {
    const driver = driverWithout(method, storage, key)
    if (driver !== undefined && (await read()) !== text) {
      throw new StoreError(
        `the driver ${driver.name ?? 'given'} only reads: refresh in a place with one that can write`,
      )
    }
  }

  return {
    read,
    async write(text) {
      await storage.setItem?.(key, wrap(text), writeOptions)
      await expectStored(text, 'setItem')
    },
    async remove() {
      await storage.removeItem?.(key, writeOptions)
      await expectStored(null, 'removeItem')
    },
  }
}

const MARK = 'burgee:'

const wrap = (text: string): string => `${MARK}${text.length}\n${text}\nend`

/** Undefined if `wrap` did not return this string, or if a part of it is missing. */
const unwrap = (stored: string): string | undefined => {
  const text = stored.slice(stored.indexOf('\n') + 1, -'\nend'.length)
  return stored === wrap(text) ? text : undefined
}

const isCutShort = (stored: string): boolean => MARK.startsWith(stored.slice(0, MARK.length))

/** The driver, if it has no such method or is told to be read-only. It then ignores the call and reports no error. */
const driverWithout = (
  method: 'setItem' | 'removeItem',
  storage: UnstorageLike,
  key: string,
): { readonly name?: string } | undefined => {
  const driver: {
    readonly name?: string
    readonly setItem?: unknown
    readonly removeItem?: unknown
    readonly options?: { readonly readOnly?: boolean } | undefined
  } = storage.getMount?.(key).driver ?? storage
  return driver[method] === undefined || driver.options?.readOnly ? driver : undefined
}
