import type { Context } from 'hono'
import type { Target } from '../../core/target.js'
import { check } from '../../options/check.js'
import { checkOptions, type RequestFlagsOptions } from '../../request/options.js'
import type { VisibleFlags } from './visible-flags.js'

/**
 * The options of `featureFlags`, and `flags`. It may be the same object: `target` is ignored here, because each
 * request's body says who is evaluated.
 */
export interface OfrepOptions extends Omit<RequestFlagsOptions, 'target'> {
  /**
   * The flags that callers may see. For callers, hidden flags do not exist. Required, because visible flags are public
   * unless `authorize` restricts them.
   *
   * @example
   * flags: ['dark-mode', 'web-*'] // one flag, and all whose key begins with `web-`; `['*']` for all
   * @example
   * flags: (key, c) => key.startsWith('web-') || c.get('user').isStaff
   */
  readonly flags: VisibleFlags
  /**
   * Decides who may ask, and for whom. Default: every caller, for any context. A caller can then find out what the
   * visible flags serve to any context it claims.
   */
  readonly authorize?: Authorize | undefined
  /**
   * The origins whose pages may call, such as `https://shop.example`; `['*']` for all. Default: the worker's own only.
   * Browsers send no cookies to other origins then. If you need them, leave this out and use `hono/cors`.
   */
  readonly cors?: readonly string[] | undefined
  /** The longest body that is read, in bytes. Default: 16,384. A context usually has a few hundred. */
  readonly maxBodySize?: number | undefined
}

/**
 * Decides whether a request may ask for a target. Called before anything is evaluated, if the context is valid.
 *
 * @param target who the caller wants flags for, as the caller claims
 * @returns `true` to let the request through. A `Response` is sent instead: 403, or 429 with `Retry-After`. Anything
 *   else is 401
 * @throws a Hono `HTTPException` to send its response. Any other error is 500 and a log line (code 9019)
 *
 * @example
 * authorize: (c, target) => target.identifier === c.get('user').id || new Response(null, { status: 403 })
 */
export type Authorize = (c: Context, target: Target) => boolean | Response | Promise<boolean | Response>

/** Bytes. It limits memory too: a target may be kept with all of its attributes until the metrics are sent. */
export const MAX_BODY_SIZE = 16_384

/** A key, or the beginning of keys with `*` at its end. */
const KEY_OR_PREFIX = /^(?:[^*]+\*?|\*)$/

/** @throws TypeError if an option is not valid, so that the worker does not start */
export const checkOfrepOptions = (options: OfrepOptions): void => {
  const { flags, authorize, cors = [], maxBodySize = MAX_BODY_SIZE } = options ?? {}
  const must = (option: string, holds: boolean, rule: string) => check('ofrep', option, holds, rule)
  const each = (option: string, list: readonly unknown[], holds: (one: unknown) => boolean, rule: string) => {
    for (const one of list) must(option, holds(one), `${rule}, not ${JSON.stringify(one)}`)
  }

  if (typeof flags !== 'function') {
    must('flags', Array.isArray(flags), "a list such as ['dark-mode', 'web-*'], or a function")
    each('flags', flags, isKeyOrPrefix, 'keys, or beginnings of keys with * at the end')
  }
  checkOptions(options, 'ofrep')
  must('authorize', authorize === undefined || typeof authorize === 'function', 'a function')
  must('maxBodySize', Number.isInteger(maxBodySize) && maxBodySize > 0, `bytes above 0, not ${maxBodySize}`)
  must('cors', Array.isArray(cors), 'a list of origins')
  each('cors', cors, isOrigin, "origins such as https://shop.example, or '*'")
}

const isKeyOrPrefix = (flag: unknown): boolean => typeof flag === 'string' && KEY_OR_PREFIX.test(flag)

/** False with a path, a slash at the end or a default port: a browser's `Origin` never has them. */
const isOrigin = (text: unknown): boolean => {
  try {
    return text === '*' || new URL(text as string).origin === text
  } catch {
    return false
  }
}
