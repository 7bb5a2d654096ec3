/**
 * Flagbase.
 *
 * @module
 */
export type { Compiled, CompileOptions } from '../../compile/compile.js'
export type { Issue } from '../../compile/issue.js'
export type { Provider } from '../contract.js'
export { compileFlagbase, type FlagbaseCompileOptions } from './compile.js'
export { type FlagbaseBucketing, flagbaseDialect } from './dialect.js'
export { flagbase } from './flagbase.js'
export type { FlagbaseOptions } from './options.js'
export { flagbaseReader } from './reader.js'
export type { Flag, Resource, Rule, WeightedVariation } from './wire.js'
