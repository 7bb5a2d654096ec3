import type { Flags } from '../../client/flags.js'
import { inlineJson } from './inline-json.js'
import { attributesOf, type BootstrapOptions } from './options.js'

/** The visitor's flags: those of any adapter or handle, or a Hono context that has them (`c.var.flags`). */
export type FlagsSource = Flags | { readonly var: { readonly flags: Flags } }

/** HTML that templates such as Hono's do not escape again. */
export type HtmlText = string & { readonly isEscaped: true }

/**
 * Writes the flags that this visitor's browser may see as a block of data for the page:
 * `<script type="application/json" id="burgee-flags">{"dark-mode":true}</script>`.
 *
 * Put it before the scripts that call `readFlags()` of `burgee/browser`. It sends the names and values of the flags in
 * `flags` and `prefix`, and nothing else: no rule, segment, target or reason. A flag that does not exist or cannot be
 * served is left out, so the browser falls back.
 *
 * Each flag sent counts as an evaluation: in the metrics, for listeners, and in the log if it does not exist (6001).
 * How the page uses the value is not counted.
 *
 * The page now belongs to one visitor. Its `Cache-Control` should say `private`, which this function cannot set.
 *
 * @param source the visitor's flags, or a Hono context
 * @returns an object that behaves as a string, like Hono's `raw()`. Call `toString()` if a template needs a primitive
 * @throws TypeError if an option is not valid, or the context has no flags
 *
 * @example
 * app.get('/', (c) => c.html(html`<!doctype html>
 *   <head>
 *     ${flagsScript(c, { flags: ['dark-mode'], nonce: c.get('secureHeadersNonce') })}
 *     <script type="module" src="/page.js"></script>
 *   </head>`))
 */
export const flagsScript = (source: FlagsSource, options: BootstrapOptions = {}): HtmlText =>
  // What Hono's raw() makes, without importing Hono: its templates know it by this property.
  Object.assign(new String(flagsBlock('flagsScript', source, options)), {
    isEscaped: true,
  }) as unknown as HtmlText

/**
 * @param caller the public function, for messages
 * @throws TypeError if an option is not valid, or the context has no flags
 */
export const flagsBlock = (caller: string, source: FlagsSource, options: BootstrapOptions): string => {
  const attributes = attributesOf(caller, options)
  // Without the middleware there are no flags, in the context or as the source, whatever the types say.
  const flags: Flags | undefined = source && 'var' in source ? source.var.flags : source
  if (flags === undefined)
    throw new TypeError(`${caller}: there are no flags: use featureFlags() before this`)
  return `<script ${attributes}>${inlineJson(valuesOf(flags, options))}</script>`
}

const valuesOf = (flags: Flags, { flags: names = [], prefix }: BootstrapOptions): object => {
  const keys = new Set(names)
  if (prefix !== undefined) {
    for (const key of Object.keys(flags.all())) if (key.startsWith(prefix)) keys.add(key)
  }
  // Without a prototype, because a flag may be named `__proto__`.
  const values: Record<string, unknown> = Object.create(null)
  for (const key of keys) {
    const { value, errorCode } = flags.detail(key, undefined)
    if (errorCode === undefined) values[key] = value
  }
  return values
}
