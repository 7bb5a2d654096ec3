import type { Provider } from '../contract.js'
import { flagbaseDialect } from './dialect.js'

/**
 * Flagbase for workers that only serve: it evaluates, without the client and the compiler. Use it if another worker
 * publishes the snapshots. With `scheduledRefresh` use `flagbase()`.
 *
 * @example
 * app.use(featureFlags({ provider: flagbaseReader() }))
 */
export const flagbaseReader = (): Provider => ({ name: 'flagbase', dialect: flagbaseDialect })
