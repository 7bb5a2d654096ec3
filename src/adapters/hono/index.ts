/**
 * Feature flags as Hono middleware.
 *
 * @module
 */
import type { MiddlewareHandler } from 'hono'
import { withProvider } from '../../providers/default-provider.js'
import { harnessReader } from '../../providers/harness/reader.js'
import { createMiddleware, type FlagsEnv } from './feature-flags.js'
import type { FeatureFlagsOptions } from './options.js'

export type { Flags, SnapshotInfo, SnapshotSource } from '../../client/flags.js'
export type { Detail, ErrorCode } from '../../core/decision.js'
export type { FlagType } from '../../core/format.js'
export { SnapshotError } from '../../core/snapshot.js'
export type { Target } from '../../core/target.js'
export type { Logger, LogLevel } from '../../events/log.js'
export type { MetricsOptions } from '../../metrics/buffer.js'
export type { AnonymousCookieOptions, AttributeOptions, TargetOptions } from '../../visitor/options.js'
export type { FlagsEnv } from './feature-flags.js'
export type { FeatureFlagsOptions } from './options.js'

/**
 * Feature flags as Hono middleware: `c.get('flags')` in every handler after it.
 *
 * A request waits only if its isolate has no snapshot yet: then for one read of the store. It never fails because of
 * flags: without a snapshot, every evaluation returns its fallback.
 *
 * @param options all are optional. Default: Harness, and Workers KV at the binding `FLAGS`
 * @throws TypeError if an option cannot work
 * @throws SnapshotError if this version cannot read the bundled snapshot
 *
 * @example
 * const app = new Hono<FlagsEnv>()
 * app.use(featureFlags())
 * app.get('/', (c) => c.text(c.get('flags').boolVariation('dark-mode', false) ? 'dark' : 'light'))
 */
export const featureFlags = (options: FeatureFlagsOptions = {}): MiddlewareHandler<FlagsEnv> =>
  createMiddleware(withProvider(options, harnessReader))
