import type { Flags } from '../../client/flags.js'
import { inlineJson } from './inline-json.js'
import { attributesOf, type BootstrapOptions } from './options.js'

/** Whose flags: those of any adapter, or a Hono context that has them (`c.var.flags`). */
export type FlagsSource = Flags | { readonly var: { readonly flags: Flags } }

/** Text that templates which escape what they are given, such as Hono's, leave as it is. */
export type HtmlText = string & { readonly isEscaped: true }

/**
 * The flags that this visitor's browser may see, as a block of data to put into a page:
 * `<script type="application/json" id="burgee-flags">{"dark-mode":true}</script>`. Put it before the scripts that
 * read it, with `readFlags()` of `burgee/browser`.
 *
 * Only what `flags` or `prefix` names is sent, and of that only the names and the values: no rule, no segment, no
 * target, no reason. A flag that does not exist or cannot be served is left out, so that the browser falls back.
 *
 * Each flag sent is an evaluation like any other: counted in the metrics, told to listeners, logged where it does
 * not exist (6001). What the page then does with the value nobody counts.
 *
 * It only makes text: the page is one visitor's now, so its `Cache-Control` should say `private`.
 *
 * @param source the visitor's flags, or a Hono context
 * @returns an object, as that of Hono's `raw()`, which behaves as a string: where a template insists on a primitive
 * one, call `toString()`
 * @throws TypeError where an option cannot work, or the context has no flags
 *
 * @example
 * app.get('/', (c) => c.html(html`<!doctype html>
 *   <head>
 *     ${flagsScript(c, { flags: ['dark-mode'], nonce: c.get('secureHeadersNonce') })}
 *     <script type="module" src="/page.js"></script>
 *   </head>`))
 */
export const flagsScript = (source: FlagsSource, options: BootstrapOptions = {}): HtmlText => {
  const attributes = attributesOf(options)
  const json = inlineJson(valuesFor(flagsOf(source), options))
  // As Hono's raw(), without a need for Hono: its templates know such an object by this property.
  return Object.assign(new String(`<script ${attributes}>${json}</script>`), {
    isEscaped: true,
  }) as unknown as HtmlText
}

const flagsOf = (source: FlagsSource): Flags => {
  // Without the middleware there is nothing, whatever the types say: in the context, or as the source itself.
  const flags: Flags | undefined = source && 'var' in source ? source.var.flags : source
  if (flags === undefined) throw new TypeError('burgee: there are no flags: use featureFlags() before this')
  return flags
}

const valuesFor = (flags: Flags, { flags: names = [], prefix }: BootstrapOptions): object => {
  const keys = new Set(names)
  if (prefix !== undefined) {
    for (const key of Object.keys(flags.all())) if (key.startsWith(prefix)) keys.add(key)
  }
  // Without a prototype: a flag may be named `__proto__`.
  const values: Record<string, unknown> = Object.create(null)
  for (const key of keys) {
    const { value, errorCode } = flags.detail(key, undefined)
    if (errorCode === undefined) values[key] = value
  }
  return values
}
