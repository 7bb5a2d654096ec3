import type { Context } from 'hono'
import type { Target } from '../../core/target.js'
import { checkOptions, type RequestFlagsOptions } from '../../request/options.js'
import { checkVisibleFlags, type VisibleFlags } from './visible-flags.js'

/**
 * What `featureFlags` takes, and may be the same object with `flags` added. Its `target` does not count here:
 * who is evaluated stands in each request's body.
 */
export interface OfrepOptions extends Omit<RequestFlagsOptions, 'target'> {
  /**
   * Which flags may be seen; for whoever asks, all others do not exist. There is no default, as whatever is named
   * here is public unless `authorize` says otherwise.
   *
   * @example
   * flags: ['dark-mode', 'web-*'] // one flag, and all whose key begins with `web-`; `['*']` for all
   * @example
   * flags: (key, c) => key.startsWith('web-') || c.get('user').isStaff
   */
  readonly flags: VisibleFlags
  /**
   * Who may ask, and for whom. Default: everybody, for anybody: evaluation tells the flags of whatever context a
   * caller claims.
   */
  readonly authorize?: Authorize | undefined
  /**
   * The origins whose pages may ask, such as `https://shop.example`; `['*']` for all. Default: none but the
   * worker's own. Browsers send no cookies with it; where they must, put `hono/cors` in front instead.
   */
  readonly cors?: readonly string[] | undefined
  /** The longest body that is read, in bytes. Default: 16,384, as contexts are a few hundred. */
  readonly maxBodySize?: number | undefined
}

/**
 * Called with each request whose context can be read, before anything is evaluated.
 *
 * @param target who the caller wants flags for, as the caller says
 * @returns `true`, and nothing else, lets the request through. A `Response` is the answer: 403, or 429 with
 *   `Retry-After`. Anything else is answered with 401
 * @throws anything: a Hono `HTTPException` is the answer, the rest is 500 and a log line (code 9019)
 *
 * @example
 * authorize: (c, target) => target.identifier === c.get('user').id || new Response(null, { status: 403 })
 */
export type Authorize = (c: Context, target: Target) => boolean | Response | Promise<boolean | Response>

/** Bytes. A target with all of its attributes may be kept until the metrics are sent. */
export const MAX_BODY_SIZE = 16_384

/** @throws TypeError where an option cannot work, so that it does not fail with the first request instead */
export const checkOfrepOptions = (options: OfrepOptions): void => {
  const { flags, authorize, cors, maxBodySize = MAX_BODY_SIZE } = options ?? {}
  checkVisibleFlags(flags)
  checkOptions(options, () => '')
  if (authorize !== undefined && typeof authorize !== 'function') {
    throw new TypeError('burgee: authorize must be a function')
  }
  if (!(Number.isInteger(maxBodySize) && maxBodySize > 0)) {
    throw new TypeError(`burgee: maxBodySize must be bytes above 0, not ${maxBodySize}`)
  }
  for (const origin of listOf('cors', cors ?? [])) {
    if (origin !== '*' && !isOrigin(origin)) {
      throw new TypeError(`burgee: cors: ${origin} is not an origin such as https://shop.example`)
    }
  }
}

const listOf = (name: string, list: unknown): readonly unknown[] => {
  if (Array.isArray(list)) return list
  throw new TypeError(`burgee: ${name} must be a list`)
}

/** A path, a slash at the end or a default port would never be equal to what a browser sends. */
const isOrigin = (text: unknown): boolean => {
  try {
    return new URL(text as string).origin === text
  } catch {
    return false
  }
}
