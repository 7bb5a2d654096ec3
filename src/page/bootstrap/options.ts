import { DEFAULT_ID } from './block.js'

/** Which flags a browser is given, and how they are written into the page. With none of these, it is given none. */
export interface BootstrapOptions {
  /** The flags that visitors may see, by name. Default: none. */
  readonly flags?: readonly string[] | undefined
  /**
   * All flags whose names begin so are for visitors to see, those made later included: `'client-'`. They are told
   * by going through all flags of the snapshot, so `flags` is the faster way. Default: none.
   */
  readonly prefix?: string | undefined
  /**
   * The nonce of the page's Content-Security-Policy. A block of data is not executed and needs none; tools that
   * want one on every script are satisfied by it. Default: none.
   */
  readonly nonce?: string | undefined
  /** The block's `id`, for a page with more than one. Default: `burgee-flags`. */
  readonly id?: string | undefined
}

/** Source: Content Security Policy Level 3, 2.3.1, `base64-value`. */
const NONCE = /^[\w+/-]+={0,2}$/
/** Safe in an attribute, and as a CSS selector. */
const ID = /^[a-z][\w-]*$/i

/**
 * The attributes of the block, ready for HTML.
 *
 * @throws TypeError where an option cannot work. What was given is not repeated: the text may be logged
 */
export const attributesOf = ({ flags = [], prefix, nonce, id = DEFAULT_ID }: BootstrapOptions): string => {
  expect(Array.isArray(flags), 'flags must be a list of names')
  expect(prefix !== '', 'prefix must not be empty: it would send every flag to every visitor')
  expect(ID.test(id), 'id must be a letter, then letters, digits, - or _')
  expect(nonce === undefined || NONCE.test(nonce), 'nonce must be base64, as Content-Security-Policy has it')
  return `type="application/json" id="${id}"${nonce === undefined ? '' : ` nonce="${nonce}"`}`
}

const expect = (holds: boolean, what: string): void => {
  if (!holds) throw new TypeError(`burgee: ${what}`)
}
