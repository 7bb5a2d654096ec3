// The argument checks of Workers KV, with its messages: some are the runtime's own (a TypeError, before any
// request), the others the service's, which the runtime wraps as `KV PUT failed: 413 …`.

const KEY_BYTES = 512
const VALUE_BYTES = 25 * 1024 * 1024
const METADATA_BYTES = 1024
const MIN_CACHE_TTL_SECONDS = 30
const MIN_EXPIRATION_TTL_SECONDS = 60
const LIST_KEYS = 1000

/** The verb in the service's error messages; a list is a `GET` there. */
export type KVVerb = 'GET' | 'PUT' | 'DELETE'

/** An error as the runtime words one that the KV service answered. */
export function kvError(verb: KVVerb, refusal: string): Error {
  return new Error(`KV ${verb} failed: ${refusal}`)
}

/** Throws unless `key` is text, not empty, `.` or `..`, of at most 512 bytes in UTF-8. */
export function checkKey(verb: KVVerb, key: unknown): asserts key is string {
  // The real one turns anything into text, so that the key `undefined` comes to exist.
  if (typeof key !== 'string') throw new TypeError(`createFakeKV: a key must be text, got ${typeof key}`)
  if (key === '') throw new TypeError('Key name cannot be empty.')
  if (key === '.' || key === '..') throw new TypeError(`"${key}" is not allowed as a key name.`)
  checkKeyLength(verb, key)
}

function checkKeyLength(verb: KVVerb, key: string): void {
  const length = utf8Length(key)
  if (length > KEY_BYTES) {
    throw kvError(verb, `414 UTF-8 encoded length of ${length} exceeds key length limit of ${KEY_BYTES}.`)
  }
}

/** Throws unless `cacheTtl`, in seconds, is absent or at least 30. */
export function checkCacheTtl(cacheTtl: number | undefined): void {
  if (cacheTtl === undefined) return
  const seconds = toInteger(cacheTtl)
  if (seconds < MIN_CACHE_TTL_SECONDS) {
    throw kvError(
      'GET',
      `400 Invalid cache_ttl of ${seconds}. Cache TTL must be at least ${MIN_CACHE_TTL_SECONDS}.`,
    )
  }
}

/** Throws unless `value` is text of at most 25 MiB in UTF-8. */
export function checkValue(value: unknown): asserts value is string {
  if (typeof value !== 'string')
    throw new TypeError(`createFakeKV: a value must be text, got ${typeof value}`)
  const length = utf8Length(value)
  if (length > VALUE_BYTES) {
    throw kvError('PUT', `413 Value length of ${length} exceeds limit of ${VALUE_BYTES}.`)
  }
}

/** The seconds a value lives, undefined for ever. Throws unless `ttl` is absent or at least 60. */
export function parseExpirationTtl(ttl: number | undefined): number | undefined {
  if (ttl === undefined) return undefined
  const seconds = toInteger(ttl)
  const refusal = `400 Invalid expiration_ttl of ${seconds}.`
  if (seconds <= 0) throw kvError('PUT', `${refusal} Please specify integer greater than 0.`)
  if (seconds < MIN_EXPIRATION_TTL_SECONDS) {
    throw kvError('PUT', `${refusal} Expiration TTL must be at least ${MIN_EXPIRATION_TTL_SECONDS}.`)
  }
  return seconds
}

/** Metadata as the service keeps it, JSON text of at most 1,024 bytes; undefined for none. */
export function serializeMetadata(metadata: unknown): string | undefined {
  if (metadata === undefined || metadata === null) return undefined
  const text = JSON.stringify(metadata)
  const length = utf8Length(text)
  if (length > METADATA_BYTES) {
    throw kvError('PUT', `413 Metadata length of ${length} exceeds limit of ${METADATA_BYTES}.`)
  }
  return text
}

/** The page size of a list: `limit`, or 1,000 without one. Throws over 1,000, and for a prefix longer than a key. */
export function parseListLimit(limit: number | undefined, prefix: string): number {
  checkKeyLength('GET', prefix)
  const keys = limit === undefined ? 0 : toInteger(limit)
  if (keys > LIST_KEYS) {
    throw kvError(
      'GET',
      `400 Invalid key_count_limit of ${keys}. Please specify an integer less than ${LIST_KEYS}.`,
    )
  }
  // The runtime does not pass on a limit that is not above 0.
  return keys > 0 ? keys : LIST_KEYS
}

/** A number option as the runtime takes it: cut to an integer, and 0 for what is no number. */
function toInteger(value: number): number {
  return Math.trunc(value) || 0
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).byteLength
}
