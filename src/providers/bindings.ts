/**
 * Settings of a provider: an option, otherwise the worker's binding of that name.
 *
 * @module
 */

/**
 * Reads a key or another string from an option, otherwise from the worker's binding. Spaces and line breaks around it
 * are removed, as they often come along when a key is copied.
 *
 * @param option the value given in code. If it is empty or undefined, the binding counts
 * @param env the worker's bindings
 * @param binding the name of the binding
 * @returns the setting, or an empty string if neither is set
 *
 * @example
 * const key = readSetting(options.key, env, 'ACME_KEY')
 */
export const readSetting = (option: string | undefined, env: object, binding: string): string =>
  String(option || (env as Readonly<Record<string, unknown>>)[binding] || '').trim()

/**
 * Reads a URL from an option, otherwise from the worker's binding, and checks it.
 *
 * @param option the value given in code. If it is empty or undefined, the binding counts
 * @param env the worker's bindings
 * @param binding the name of the binding
 * @param fallback the URL if neither is set. Default: none, and one of them must be set
 * @throws TypeError if it is not an http or https URL, or if it has a user or a password. The message does not repeat
 *   the value, which may be a key that was put in the wrong place
 *
 * @example
 * const url = readUrl(options.url, env, 'ACME_URL', 'https://flags.example.com')
 */
export const readUrl = (option: string | undefined, env: object, binding: string, fallback = ''): string => {
  const url = readSetting(option, env, binding) || fallback
  if (HTTP_URL.test(url)) return url
  throw new TypeError(`${binding} must be an http or https URL without a password`)
}

/** No `@` anywhere, as even a URL that cannot be parsed may hold a password before it. In a path it is written `%40`. */
const HTTP_URL = /^https?:\/\/[^\s/@][^\s@]*$/i
