/**
 * The browser's side: reads the flags that `flagsScript` or `injectFlags` put into the page.
 *
 * @module
 */
import type { Flags } from '../../client/flags.js'
import { DEFAULT_ID } from './block.js'

/** The calls that a page's code has in common with a handler's, so that one function can serve on both sides. */
export type BrowserFlags = Pick<
  Flags,
  'boolVariation' | 'stringVariation' | 'numberVariation' | 'jsonVariation'
>

/** What is needed of a `Document`. */
export interface FlagsDocument {
  querySelector(selector: string): { readonly textContent: string | null } | null
}

export interface ReadFlagsOptions {
  /** The block's `id`, where the server's side was given one. Default: `burgee-flags`. */
  readonly id?: string | undefined
  /** Default: the page's own. Where there is none, as on a server, every flag falls back. */
  readonly document?: FlagsDocument | undefined
}

/**
 * The visitor's flags, from the page's block of data, which must come before the script that calls this. Reads it once.
 *
 * Never throws: a flag that was not sent or is of another type returns the fallback, and so does every flag where the
 * block is missing or damaged. A JSON flag whose value is a bare boolean, string or number is read by that type's call.
 * Needs nothing of a Content-Security-Policy but that this script itself may run.
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

/** In a Map, as a flag may be named `__proto__` or `constructor`. */
const valuesIn = ({
  id = DEFAULT_ID,
  document = (globalThis as { document?: FlagsDocument }).document,
}: ReadFlagsOptions): ReadonlyMap<string, unknown> => {
  try {
    // A script, because what users write into pages may have elements with any id, but no scripts.
    const block = document?.querySelector(`script[type="application/json"]#${id}`)
    return new Map(Object.entries(JSON.parse(block?.textContent ?? '{}')))
  } catch {
    return new Map()
  }
}
