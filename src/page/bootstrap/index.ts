/**
 * Flags for a browser, evaluated at the edge and sent inside the page.
 *
 * @module
 */
export type { Flags } from '../../client/flags.js'
export type { Logger } from '../../events/log.js'
export { type FlagsSource, flagsScript, type HtmlText } from './flags-script.js'
export { type InjectOptions, injectFlags } from './inject-flags.js'
export type { BootstrapOptions } from './options.js'
