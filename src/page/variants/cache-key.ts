import { fingerprint } from '../../core/fingerprint.js'
import type { TrackedFlags } from './track-flags.js'

/**
 * Names what the flags that were read have served this visitor: the variant of the page.
 *
 * Visitors who were served the same have the same key, in whatever order the flags were read. The key differs if a flag
 * served another variation, or if that variation's value changed. Read every flag that the page depends on before you
 * ask for the key.
 *
 * Fallbacks, reasons and rules are not in the key. So a cached page must not show a reason or a rule, or use a fallback
 * that depends on the visitor.
 *
 * @returns 16 hexadecimal digits, for a URL in the Cache API. It is not a signature
 *
 * @example
 * const dark = flags.boolVariation('dark-mode', false)
 * const key = `https://pages.example/?flags=${cacheKey(flags)}`
 */
export const cacheKey = (flags: Pick<TrackedFlags, 'used'>): string => {
  const lines = flags.used().map(({ flag, variation, value }) => JSON.stringify([flag, variation, value]))
  return fingerprint(lines.sort().join('\n'))
}
