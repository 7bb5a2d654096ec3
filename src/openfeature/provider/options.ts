import type { TrackingEventDetails } from '@openfeature/server-sdk'
import type { Target } from '../../core/target.js'
import type { WaitUntil } from '../../metrics/wait-until.js'
import { check, checkSeconds } from '../../options/check.js'

/** An action of a user. Source: OpenFeature's tracking API. */
export interface TrackingEvent {
  readonly name: string
  /** Who did it, from the evaluation context; undefined if the context is empty. */
  readonly target: Target | undefined
  /** As the caller passed them; `value`, if set, is a number. */
  readonly details: TrackingEventDetails
}

/** All options are optional. Durations are in seconds. */
export interface BurgeeProviderOptions {
  /**
   * Keeps work going after the response of the current request: on Workers, `waitUntil` of `cloudflare:workers`. After
   * responses the provider then reads newer flags and sends its counts, also when it is replaced. Default: none; a
   * server polls instead.
   */
  readonly waitUntil?: WaitUntil | undefined
  /** How long `setProviderAndWait` waits for the first flags before it rejects. Flags may still come. Default: 5. */
  readonly readyTimeout?: number | undefined
  /**
   * The provider becomes stale if nothing has confirmed its flags for so long. The next evaluation notices. The age of
   * the snapshot does not matter, because it is published only when flags change. Default: never.
   */
  readonly staleAfter?: number | undefined
  /**
   * Called by `client.track()`. Its promise is passed to `waitUntil` and not awaited. If it throws or rejects, code 9015
   * is logged. Default: none, and the SDK logs at debug level that tracking is not supported.
   */
  readonly onTrack?: ((event: TrackingEvent) => unknown) | undefined
}

/** @throws TypeError if an option is not valid */
export const checkProviderOptions = ({
  waitUntil,
  onTrack,
  readyTimeout,
  staleAfter,
}: BurgeeProviderOptions): void => {
  for (const [name, value] of Object.entries({ waitUntil, onTrack })) {
    const holds = value === undefined || typeof value === 'function'
    check('burgeeProvider', name, holds, `a function, not ${typeof value}`)
  }
  checkSeconds('burgeeProvider', { readyTimeout, staleAfter })
}
