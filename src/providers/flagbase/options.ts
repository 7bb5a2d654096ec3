import type { FlagbaseBucketing } from './dialect.js'

/** Where Flagbase is, who asks, and how its answer is compiled. Key and URL stand above the worker's bindings. */
export interface FlagbaseOptions {
  /** A server key of the environment. Default: the binding `FLAGBASE_SDK_KEY`. */
  readonly sdkKey?: string | undefined
  /**
   * The polling service. Default: the binding `FLAGBASE_POLLING_SERVICE_URL`, else
   * `https://poller.core.flagbase.com`.
   */
  readonly pollingServiceUrl?: string | undefined
  /**
   * How identities are spread over weighted variations. Default: `sha256`, as in the server SDKs; `xxhash64`
   * agrees with evaluations that the Flagbase server makes itself.
   */
  readonly bucketing?: FlagbaseBucketing | undefined
}

/** Where to ask, and as whom; the key is empty where none is set. */
export interface Connection {
  readonly url: string
  /** Without its query, which may hold a secret: for messages. */
  readonly shownUrl: string
  readonly sdkKey: string
  readonly bucketing: FlagbaseBucketing
}

/** @throws TypeError where there is no such hash */
export const checkBucketing = (bucketing: unknown, caller: string): FlagbaseBucketing => {
  if (bucketing === undefined) return 'sha256'
  if (bucketing === 'sha256' || bucketing === 'xxhash64') return bucketing
  throw new TypeError(`${caller}: bucketing must be 'sha256' or 'xxhash64', not ${String(bucketing)}`)
}

/** @throws TypeError where the URL is not one, or the key cannot be sent */
export const resolveConnection = (options: FlagbaseOptions, env: object): Connection => {
  /** An empty binding is one that somebody meant to leave out. */
  const setting = (option: string | undefined, binding: string): string =>
    option || String((env as Record<string, unknown>)[binding] ?? '').trim()
  const url =
    setting(options.pollingServiceUrl, 'FLAGBASE_POLLING_SERVICE_URL') || 'https://poller.core.flagbase.com'
  const sdkKey = setting(options.sdkKey, 'FLAGBASE_SDK_KEY')
  // Neither is repeated in a message: either may be a key that somebody put in the wrong place.
  if (!isUrl(url)) {
    throw new TypeError('FLAGBASE_POLLING_SERVICE_URL must be a URL, http or https, without a password')
  }
  if (!/^[!-~]*$/.test(sdkKey)) {
    throw new TypeError(
      'FLAGBASE_SDK_KEY has a space, a line break or another character that cannot be sent: copy the key again',
    )
  }
  const shownUrl = url.replace(/[?#].*$/s, '')
  return { url, shownUrl, sdkKey, bucketing: checkBucketing(options.bucketing, 'flagbase') }
}

const isUrl = (text: string): boolean => {
  try {
    const { protocol, username, password } = new URL(text)
    return /^https?:$/.test(protocol) && /^https?:\/\/[^/]/.test(text) && username + password === ''
  } catch {
    return false
  }
}
