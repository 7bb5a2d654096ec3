import type { TrackingEventDetails } from '@openfeature/server-sdk'
import type { Target } from '../../core/target.js'
import type { WaitUntil } from '../../metrics/wait-until.js'

/** Something that a user did. Source: OpenFeature's tracking API. */
export interface TrackingEvent {
  readonly name: string
  /** Who did it: what the evaluation context stands for; undefined where that is nobody. */
  readonly target: Target | undefined
  /** As the caller gave them; `value` is a number where there is one. */
  readonly details: TrackingEventDetails
}

/** All are optional. Durations are in seconds. */
export interface BurgeeProviderOptions {
  /**
   * Keeps a request's work going behind its response, whichever request evaluates: on Workers the function of that
   * name in `cloudflare:workers`. Then evaluating also looks for newer flags, and sends what was counted, behind the
   * responses; and so does replacing the provider send it. Default: none; a server polls instead.
   */
  readonly waitUntil?: WaitUntil | undefined
  /** How long `setProviderAndWait` waits for the first flags. Default: 5. Then it rejects; flags may still come. */
  readonly readyTimeout?: number | undefined
  /**
   * The provider becomes stale where nothing has confirmed its flags for so long: it is noticed by the next
   * evaluation. A snapshot's own age says nothing, as it is published only when flags change. Default: never.
   */
  readonly staleAfter?: number | undefined
  /**
   * Where `client.track()` goes. Default: nowhere, and the SDK says so at debug level; neither Harness nor Flagbase
   * has an API for it. What it returns is not waited for, but handed to `waitUntil`; where it throws or rejects, the
   * log says so (code 9015).
   */
  readonly onTrack?: ((event: TrackingEvent) => unknown) | undefined
}

/** @throws TypeError where an option cannot work */
export const checkProviderOptions = ({
  waitUntil,
  onTrack,
  readyTimeout,
  staleAfter,
}: BurgeeProviderOptions): void => {
  for (const [name, value] of Object.entries({ waitUntil, onTrack })) {
    if (value !== undefined && typeof value !== 'function') {
      throw new TypeError(`burgeeProvider: ${name} must be a function, not ${typeof value}`)
    }
  }
  for (const [name, value = 1] of Object.entries({ readyTimeout, staleAfter })) {
    if (!(typeof value === 'number' && value > 0)) {
      throw new TypeError(`burgeeProvider: ${name} must be seconds above 0, not ${value}`)
    }
  }
}
