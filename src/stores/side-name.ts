import { check } from '../options/check.js'

/**
 * The name of a side document, if it is one. It becomes a part of a key or a path.
 *
 * @param caller the function that made the store
 * @throws TypeError otherwise
 */
export const sideName = (caller: string, name: string): string => {
  const rule = `lowercase letters, digits and hyphens, a letter first, 64 at most, not ${name}`
  check(
    caller,
    'the name of a side document',
    typeof name === 'string' && /^[a-z][a-z0-9-]{0,63}$/.test(name),
    rule,
  )
  return name
}
