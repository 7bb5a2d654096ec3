/**
 * The browser's side: reads the flags that `flagsScript` or `injectFlags` put into the page.
 *
 * @module
 */
import type { Flags } from '../../client/flags.js'
import { DEFAULT_ID } from './block.js'

/** The calls that a page and a handler have in common, so that one function can run on both sides. */
export type BrowserFlags = Pick<
  Flags,
  'boolVariation' | 'stringVariation' | 'numberVariation' | 'jsonVariation'
>

/** The part of a `Document` that `readFlags` needs. */
export interface FlagsDocument {
  querySelector(selector: string): { readonly textContent: string | null } | null
}

export interface ReadFlagsOptions {
  /** The block's `id`, as given to `flagsScript` or `injectFlags`. Default: `burgee-flags`. */
  readonly id?: string | undefined
  /** Default: the page's own. Without a document, as on a server, every flag falls back. */
  readonly document?: FlagsDocument | undefined
}

/**
 * Reads the visitor's flags from the page's block, once. The block must come before the script that calls this.
 *
 * Never throws. A flag that was not sent or has another type returns the fallback. If the block is missing or damaged,
 * every flag does. If a JSON flag's value is a plain boolean, string or number, read it with the call for that type.
 * A Content-Security-Policy must allow only the calling script: the block itself needs no permission.
 *
 * @returns the flags; later changes to the block do not change them
 *
 * @example
 * const flags = readFlags()
 * document.body.classList.toggle('dark', flags.boolVariation('dark-mode', false))
 */
export const readFlags = (options: ReadFlagsOptions = {}): BrowserFlags => {
  const values = valuesIn(options)
  const read =
    <Value>(type: string) =>
    <T extends Value>(key: string, fallback: T): T => {
      const value = values.get(key)
      return typeof value === type ? (value as T) : fallback
    }
  return {
    boolVariation: read<boolean>('boolean'),
    stringVariation: read<string>('string'),
    numberVariation: read<number>('number'),
    jsonVariation: read<unknown>('object'),
  }
}

/** A Map, because a flag may be named `__proto__` or `constructor`. */
const valuesIn = ({
  id = DEFAULT_ID,
  document = (globalThis as { document?: FlagsDocument }).document,
}: ReadFlagsOptions): ReadonlyMap<string, unknown> => {
  try {
    // Looks for a script only: text that users write into pages may hold elements with any id, but no scripts.
    const block = document?.querySelector(`script[type="application/json"]#${id}`)
    return new Map(Object.entries(JSON.parse(block?.textContent ?? '{}')))
  } catch {
    return new Map()
  }
}
