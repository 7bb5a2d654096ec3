// The argument checks of Workers KV, with its messages. Some are the runtime's own: a TypeError, before any request.
// The others come from the service, and the runtime wraps them as `KV PUT failed: 413 …`.

const KEY_BYTES = 512
const VALUE_BYTES = 25 * 1024 * 1024
const MIN_CACHE_TTL_SECONDS = 30

/** The verb in the service's error messages. */
export type KVVerb = 'GET' | 'PUT' | 'DELETE'

/** An error in the runtime's words for one that the KV service sent. */
export function kvError(verb: KVVerb, refusal: string): Error {
  return new Error(`KV ${verb} failed: ${refusal}`)
}

/** Throws unless `key` is a string of 1 to 512 bytes in UTF-8 that is not `.` or `..`. */
export function checkKey(verb: KVVerb, key: unknown): asserts key is string {
  // The real KV converts anything to a string, which creates keys such as `undefined`.
  if (typeof key !== 'string') throw new TypeError(`createFakeKV: a key must be a string, got ${typeof key}`)
  if (key === '') throw new TypeError('Key name cannot be empty.')
  if (key === '.' || key === '..') throw new TypeError(`"${key}" is not allowed as a key name.`)
  const length = utf8Length(key)
  if (length > KEY_BYTES) {
    throw kvError(verb, `414 UTF-8 encoded length of ${length} exceeds key length limit of ${KEY_BYTES}.`)
  }
}

/** Throws unless `cacheTtl`, in seconds, is absent or at least 30. */
export function checkCacheTtl(cacheTtl: number | undefined): void {
  if (cacheTtl === undefined) return
  // The runtime cuts it to an integer, and takes NaN as 0.
  const seconds = Math.trunc(cacheTtl) || 0
  if (seconds < MIN_CACHE_TTL_SECONDS) {
    throw kvError(
      'GET',
      `400 Invalid cache_ttl of ${seconds}. Cache TTL must be at least ${MIN_CACHE_TTL_SECONDS}.`,
    )
  }
}

/** Throws unless `value` is a string of at most 25 MiB in UTF-8. */
export function checkValue(value: unknown): asserts value is string {
  if (typeof value !== 'string')
    throw new TypeError(`createFakeKV: a value must be a string, got ${typeof value}`)
  const length = utf8Length(value)
  if (length > VALUE_BYTES) {
    throw kvError('PUT', `413 Value length of ${length} exceeds limit of ${VALUE_BYTES}.`)
  }
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).byteLength
}
