import type { Context } from 'hono'

/** Keys, of which one that ends with `*` stands for all that begin so; or a function that knows. */
export type VisibleFlags = readonly string[] | ((key: string, c: Context) => boolean)

export interface Visibility {
  /** True for a flag that this request may see. */
  shows(key: string, c: Context): boolean
  /** All that may be seen, by ascending key; undefined where only the flags themselves can tell. */
  readonly keys: readonly string[] | undefined
}

export const visibilityOf = (flags: VisibleFlags): Visibility => {
  if (typeof flags === 'function') {
    // Anything but true hides the flag: an async function's promise too, which is truthy.
    return { shows: (key, c) => flags(key, c) === true, keys: undefined }
  }
  const keys = new Set(flags.filter((flag) => !flag.endsWith('*')))
  const prefixes = flags.filter((flag) => flag.endsWith('*')).map((flag) => flag.slice(0, -1))
  return {
    shows: (key) => keys.has(key) || prefixes.some((prefix) => key.startsWith(prefix)),
    keys: prefixes.length === 0 ? [...keys].sort() : undefined,
  }
}

/** @throws TypeError */
export const checkVisibleFlags = (flags: unknown): void => {
  if (typeof flags === 'function') return
  if (!Array.isArray(flags)) {
    throw new TypeError(
      "burgee: flags must say which flags clients may see: ['dark-mode', 'web-*'], or a function",
    )
  }
  const wrong = flags.find((flag) => typeof flag !== 'string' || !/^[^*]*\*?$/.test(flag) || flag === '')
  if (wrong !== undefined) {
    throw new TypeError(
      `burgee: flags: ${JSON.stringify(wrong)} is neither a key nor the beginning of keys and *`,
    )
  }
}
