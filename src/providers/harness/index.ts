/**
 * Harness Feature Flags.
 *
 * @module
 */
export type { Compiled, CompileOptions } from '../../compile/compile.js'
export type { Issue } from '../../compile/issue.js'
export type { Provider } from '../contract.js'
export { compileHarness, type HarnessConfig } from './compile.js'
export type { HarnessOptions } from './connection.js'
export { harnessDialect } from './dialect.js'
export { harness } from './harness.js'
export { harnessReader } from './reader.js'
export type {
  Clause,
  Distribution,
  FeatureConfig,
  Prerequisite,
  Segment,
  SegmentServingRule,
  Serve,
  ServingRule,
  Variation,
  VariationMap,
} from './wire.js'
