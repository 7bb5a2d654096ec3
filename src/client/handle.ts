import type { Target } from '../core/target.js'
import type { EventSource } from '../events/events.js'
import type { WaitUntil } from '../metrics/wait-until.js'
import type { Flags, SnapshotInfo } from './flags.js'

declare global {
  /** As in TypeScript's `esnext.disposable`. All of that library would be too much to force on users of Burgee. */
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol
  }
}

/** How long `ready()` waits. */
export interface ReadyOptions {
  /** Seconds. Default: as long as it takes. */
  readonly timeout?: number | undefined
  /** @deprecated Use `timeout`, in seconds. Milliseconds; ignored if `timeout` is set. */
  readonly timeoutMs?: number | undefined
}

/** A long-lived source of flags, for use outside of a request. */
export interface FlagsHandle extends EventSource {
  /**
   * Flags as this target sees them, from the newest snapshot at this moment. Without a snapshot every flag falls
   * back, with code 6001.
   *
   * @param target `undefined` matches no rule and no target list, and a rollout serves its last variation
   * @param waitUntil of the request that this is for, in a worker. After the response it then reads the store if the
   *   snapshot is stale, and sends what was counted, as the middleware does. If it throws because the request is
   *   over, the error is ignored. Default: none. Then call `ready()` and `flush()` yourself, or let the handle poll
   */
  forTarget(target: Target | undefined, waitUntil?: WaitUntil): Flags
  /**
   * Waits for the first snapshot, and logs code 1003. It reads the store, and asks the provider if the store is
   * empty. With a `pollInterval` it waits for a refresh that brings one. If there is a snapshot already, it reads
   * the store again once the snapshot is older than `ttl`: call it before each batch of a queue. Never throws.
   *
   * @returns true if flags are evaluated from a snapshot, the bundled one included
   *
   * @example
   * const isReady = await flags.ready({ timeout: 5 })
   */
  ready(options?: ReadyOptions): Promise<boolean>
  /**
   * Reads the store if this isolate has read no snapshot from it yet. It takes at most `readTimeout` and never asks
   * the provider. Call it first in each request of a worker. Never throws.
   *
   * @returns undefined in all later requests: there is nothing to wait for
   */
  load(): Promise<void> | undefined
  /**
   * Asks the provider now, publishes to the store what is new, and takes it. Without a provider it reads the store.
   * Never throws: if it fails, the last good snapshot stays, and a line is logged.
   */
  refresh(): Promise<void>
  /** Sends what has been counted. Never throws. */
  flush(): Promise<void>
  /**
   * Flushes, and stops polling and counting. Flags are still evaluated, from the last snapshot. All other calls do
   * nothing from then on, a second `close()` included.
   */
  close(): Promise<void>
  /** Calls `close()`, for `await using flags = createFlags(…)`. Missing if the runtime has no `Symbol.asyncDispose`. */
  [Symbol.asyncDispose](): Promise<void>
  readonly snapshot: SnapshotInfo
  /** The text of that snapshot, as a store keeps it: to bundle it elsewhere, or to inspect it. Undefined without one. */
  readonly snapshotText: string | undefined
}
