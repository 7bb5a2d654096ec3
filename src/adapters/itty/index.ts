/**
 * Feature flags as itty-router middleware.
 *
 * @module
 */
import { withProvider } from '../../providers/default-provider.js'
import { harnessReader } from '../../providers/harness/reader.js'
import { createStages, type IttyFlags } from './feature-flags.js'
import type { IttyFlagsOptions } from './options.js'

export type { Flags, SnapshotInfo, SnapshotSource } from '../../client/flags.js'
export type { Detail, ErrorCode } from '../../core/decision.js'
export type { FlagType } from '../../core/format.js'
export { SnapshotError } from '../../core/snapshot.js'
export type { Target } from '../../core/target.js'
export type { Logger, LogLevel } from '../../events/log.js'
export type { MetricsOptions } from '../../metrics/buffer.js'
export type { AnonymousCookieOptions, AttributeOptions, TargetOptions } from '../../visitor/options.js'
export type { FlagsRequest, IttyFlags } from './feature-flags.js'
export type { IttyFlagsOptions } from './options.js'

/**
 * Feature flags as itty-router middleware, for `AutoRouter`, `Router` and `IttyRouter`.
 *
 * A request waits only if its isolate has no snapshot yet: then for one read of the store. It never fails because of
 * flags: without a snapshot, every evaluation returns its fallback.
 *
 * @param options all are optional. Default: Harness, and Workers KV at the binding `FLAGS`
 * @throws TypeError if an option cannot work
 * @throws SnapshotError if this version cannot read the bundled snapshot
 *
 * @example
 * const { withFlags, finishFlags } = featureFlags()
 * const router = AutoRouter({ before: [withFlags], finally: [finishFlags] })
 * router.get('/', ({ flags }: FlagsRequest) => ({ dark: flags.boolVariation('dark-mode', false) }))
 *
 * @example
 * // IttyRouter has neither stage: the first is a route, the second comes after it.
 * const router = IttyRouter().all('*', withFlags).get('/', ({ flags }) => flags.all())
 * export default {
 *   fetch: (request: Request, ...args: unknown[]) =>
 *     router.fetch(request, ...args).then(json).then((response) => finishFlags(response, request)),
 * }
 */
export const featureFlags = (options: IttyFlagsOptions = {}): IttyFlags =>
  createStages(withProvider(options, harnessReader))
