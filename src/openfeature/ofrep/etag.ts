/**
 * A strong validator for an answer: of its text alone, so that it is the same in every isolate, and changes exactly
 * where the answer does, whatever else a new snapshot brings.
 */
export const etagOf = async (text: string): Promise<string> => {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return `"${[...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')}"`
}

/**
 * True where an `If-None-Match` header names the tag, or is `*`. Compared weakly, as networks that compress an
 * answer make its tag a weak one. Source: RFC 9110, 13.1.2. A tag without quotes counts too: the protocol's own
 * example has none.
 */
export const isMatched = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch?.split(',').some((one) => {
    const tag = one.trim().replace(/^W\//, '')
    return tag === '*' || tag === etag || `"${tag}"` === etag
  }) ?? false
