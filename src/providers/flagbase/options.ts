import { readSetting, readUrl } from '../bindings.js'
import type { FlagbaseBucketing } from './dialect.js'

/** The key and the address of Flagbase, and how its flags are compiled. An option takes precedence over a binding. */
export interface FlagbaseOptions {
  /** A server key of the environment. Default: the binding `FLAGBASE_SDK_KEY`. */
  readonly sdkKey?: string | undefined
  /**
   * The polling service. Default: the binding `FLAGBASE_POLLING_SERVICE_URL`, else
   * `https://poller.core.flagbase.com`.
   */
  readonly pollingServiceUrl?: string | undefined
  /**
   * How identities are spread over weighted variations. `xxhash64` agrees with the evaluations that the Flagbase server
   * makes itself. Default: `sha256`, as in the server SDKs.
   */
  readonly bucketing?: FlagbaseBucketing | undefined
}

/** Resolved options. */
export interface Connection {
  readonly url: string
  /** Empty if no key is set. */
  readonly sdkKey: string
  readonly bucketing: FlagbaseBucketing
}

/** @throws TypeError if the hash is unknown */
export const checkBucketing = (bucketing: unknown, caller: string): FlagbaseBucketing => {
  if (bucketing === undefined) return 'sha256'
  if (bucketing === 'sha256' || bucketing === 'xxhash64') return bucketing
  throw new TypeError(`${caller}: bucketing must be 'sha256' or 'xxhash64', not ${String(bucketing)}`)
}

/** @throws TypeError if the URL is not valid, if the key cannot be sent, or if the hash is unknown */
export const resolveConnection = (options: FlagbaseOptions, env: object): Connection => {
  const sdkKey = readSetting(options.sdkKey, env, 'FLAGBASE_SDK_KEY')
  if (!/^[!-~]*$/.test(sdkKey)) {
    // It is not repeated: it may be most of a key.
    throw new TypeError(
      'FLAGBASE_SDK_KEY has a space, a line break or another character that cannot be sent: copy the key again',
    )
  }
  return {
    url: readUrl(
      options.pollingServiceUrl,
      env,
      'FLAGBASE_POLLING_SERVICE_URL',
      'https://poller.core.flagbase.com',
    ),
    sdkKey,
    bucketing: checkBucketing(options.bucketing, 'flagbase'),
  }
}
