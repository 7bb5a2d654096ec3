import type { Context } from 'hono'

/** Keys, or a function that decides. A key that ends with `*` stands for all keys that begin with the rest. */
export type VisibleFlags = readonly string[] | ((key: string, c: Context) => boolean)

interface Visibility {
  /** True if this request may see the flag. */
  shows(key: string, c: Context): boolean
  /** The visible keys, sorted; undefined if they depend on which flags there are. */
  readonly keys: readonly string[] | undefined
}

export const visibilityOf = (flags: VisibleFlags): Visibility => {
  if (typeof flags === 'function') {
    // Only true shows the flag: the promise of an async function is truthy, and must not.
    return { shows: (key, c) => flags(key, c) === true, keys: undefined }
  }
  const keys = new Set(flags.filter((flag) => !flag.endsWith('*')))
  const prefixes = flags.filter((flag) => flag.endsWith('*')).map((flag) => flag.slice(0, -1))
  return {
    shows: (key) => keys.has(key) || prefixes.some((prefix) => key.startsWith(prefix)),
    keys: prefixes.length === 0 ? [...keys].sort() : undefined,
  }
}
