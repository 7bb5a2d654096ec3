/**
 * A strong `ETag` for a response: the SHA-256 of its body. So it is the same in every isolate, and a new snapshot
 * changes it only if the body changes.
 */
export const etagOf = async (text: string): Promise<string> => {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return `"${[...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')}"`
}

/**
 * True if an `If-None-Match` header names the tag, or is `*`. The comparison is weak, because networks that compress a
 * response make its tag weak. Source: RFC 9110, 13.1.2. A tag without quotes matches too: the protocol's own example
 * has none.
 */
export const matches = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch?.split(',').some((one) => {
    const tag = one.trim().replace(/^W\//, '')
    return tag === '*' || tag === etag || `"${tag}"` === etag
  }) ?? false
