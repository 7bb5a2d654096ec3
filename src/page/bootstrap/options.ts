import { check } from '../../options/check.js'
import { DEFAULT_ID } from './block.js'

/** Which flags the browser receives, and how they are written into the page. */
export interface BootstrapOptions {
  /** The flags that visitors may see, by name. Default: none. */
  readonly flags?: readonly string[] | undefined
  /**
   * Also sends all flags whose names begin with this, such as `'client-'`. Flags that are created later are included.
   * This goes through all flags of the snapshot, so `flags` is faster. Default: none.
   */
  readonly prefix?: string | undefined
  /**
   * The nonce of the page's Content-Security-Policy. Browsers do not require one for the block, which is data. It is
   * for tools that want a nonce on every script. Default: none.
   */
  readonly nonce?: string | undefined
  /** The block's `id`, for a page with more than one block. Default: `burgee-flags`. */
  readonly id?: string | undefined
}

/** Source: Content Security Policy Level 3, 2.3.1, `base64-value`. */
const NONCE = /^[\w+/-]+={0,2}$/
/** Safe in an attribute, and as a CSS selector. */
const ID = /^[a-z][\w-]*$/i

/**
 * The attributes of the block, as HTML.
 *
 * @param caller the public function, for messages. They never show an option's value, because they may be logged
 * @throws TypeError if an option is not valid
 */
export const attributesOf = (
  caller: string,
  { flags = [], prefix, nonce, id = DEFAULT_ID }: BootstrapOptions,
): string => {
  check(caller, 'flags', Array.isArray(flags), 'a list of names')
  check(
    caller,
    'prefix',
    prefix !== '',
    'at least one character: an empty one sends every flag to every visitor',
  )
  check(caller, 'id', ID.test(id), 'a letter, then letters, digits, - or _')
  check(caller, 'nonce', nonce === undefined || NONCE.test(nonce), "base64, without the policy's 'nonce-'")
  return `type="application/json" id="${id}"${nonce === undefined ? '' : ` nonce="${nonce}"`}`
}
