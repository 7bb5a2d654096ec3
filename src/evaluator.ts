/**
 * Evaluation alone, without logs, metrics or a store. For apps that count every byte.
 *
 * @module
 */
import type { Dialect } from './core/dialect.js'
import { type Evaluator, openEvaluator } from './core/evaluator.js'
import { harnessDialect } from './providers/harness/dialect.js'

export type { Detail, ErrorCode } from './core/decision.js'
export type { Dialect } from './core/dialect.js'
export type { Evaluator } from './core/evaluator.js'
export type { FlagType } from './core/format.js'
export type { JsonValue } from './core/json.js'
export { SnapshotError } from './core/snapshot.js'
export type { Target } from './core/target.js'

/**
 * Opens a snapshot and evaluates its flags.
 *
 * @param snapshot what a compiler returned
 * @param dialect the dialect that the compiler returned beside it. Default: Harness's
 * @throws SnapshotError if it is not a snapshot, or one of another format or dialect
 *
 * @example
 * const { snapshot, dialect } = compileHarness({ flags })
 * const { detail } = createEvaluator(snapshot, dialect)
 * detail('dark-mode', false, { identifier: 'ada' }).value
 */
export const createEvaluator = (snapshot: string, dialect: Dialect = harnessDialect): Evaluator =>
  openEvaluator(snapshot, dialect)
