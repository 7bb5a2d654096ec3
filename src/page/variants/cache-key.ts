import { fingerprint } from '../../core/fingerprint.js'
import type { TrackedFlags } from './track-flags.js'

/**
 * Names what this visitor was served by the flags that have been read: the same for everybody who got the same, in
 * whatever order, and of another value where one flag gave another variation, or its variation another value. Read
 * every flag that the page depends on before you ask for it.
 *
 * Fallbacks are not in it, nor what `detail()` says besides: a page for many visitors must show no reason and no rule,
 * and pass no fallback that depends on the visitor.
 *
 * @returns 16 hexadecimal digits, for a URL in the Cache API. It names variants; it is not a signature
 *
 * @example
 * const dark = flags.boolVariation('dark-mode', false)
 * const key = `https://pages.example/?flags=${cacheKey(flags)}`
 */
export const cacheKey = (flags: Pick<TrackedFlags, 'used'>): string => {
  const lines = flags.used().map(({ flag, variation, value }) => JSON.stringify([flag, variation, value]))
  return fingerprint(lines.sort().join('\n'))
}
