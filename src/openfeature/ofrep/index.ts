/**
 * Flags for browsers and other services, over the OpenFeature Remote Evaluation Protocol.
 *
 * @module
 */
import type { Hono } from 'hono'
import { harnessReader } from '../../providers/harness/reader.js'
import { createOfrep } from './ofrep.js'
import type { OfrepOptions } from './options.js'

export { SnapshotError } from '../../core/snapshot.js'
export type { Target } from '../../core/target.js'
export type { Logger, LogLevel } from '../../events/log.js'
export type { MetricsOptions } from '../../metrics/buffer.js'
export type { Authorize, OfrepOptions } from './options.js'
export type { VisibleFlags } from './visible-flags.js'

/**
 * Makes a Hono app that serves the OpenFeature Remote Evaluation Protocol (OFREP, version 0.3).
 *
 * `POST /ofrep/v1/evaluate/flags` evaluates all visible flags, for web providers. `POST
 * /ofrep/v1/evaluate/flags/{key}` evaluates one, for server providers. Only the second is counted in the metrics: with
 * all flags, as with `all()`, no visitor has seen any yet.
 *
 * @throws TypeError if `flags` is missing or an option is not valid
 * @throws SnapshotError if this version cannot read the bundled snapshot
 *
 * @example
 * const app = new Hono()
 * app.route('/', ofrep({ flags: ['web-*'], cors: ['https://shop.example'] }))
 */
export const ofrep = (options: OfrepOptions): Hono => createOfrep(options, harnessReader)
