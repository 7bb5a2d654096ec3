import type { AttributeOptions } from './options.js'

/** What a visitor's identifier and attributes are read from. */
export interface TargetRequest {
  readonly request: Request
  readonly cookie: (name: string) => string | undefined
}

/** Longer values of headers and cookies are left out: rules search through attributes, and metrics keep them. */
const LONGEST_ATTRIBUTE = 1_024

/**
 * Attributes of the visitor's place. The names are those of Cloudflare's `request.cf`. Vercel sends them in headers that
 * begin with `x-vercel-ip-`, but it does not send the data centre.
 */
const GEO = {
  country: 'country',
  region: 'country-region',
  city: 'city',
  colo: '',
  asn: 'as-number',
  timezone: 'timezone',
} as const

/** Reads a request's attributes. */
export type ReadAttributes = (from: TargetRequest) => Readonly<Record<string, unknown>>

/**
 * Prepares the reading of attributes.
 *
 * @param only the names of the attributes to read. Default: all that the options name
 */
export const attributeReader = (
  { geo = true, headers = {}, cookies = {} }: AttributeOptions,
  only?: readonly string[],
): ReadAttributes => {
  const wanted = (names: Readonly<Record<string, string>>) =>
    Object.entries(names).filter(([attribute]) => !only || only.includes(attribute))
  const places = geo ? wanted(GEO) : []
  const fromHeaders = wanted(headers)
  const fromCookies = wanted(cookies)

  return ({ request, cookie }) => {
    const attributes: Record<string, unknown> = {}
    if (places.length > 0) {
      const { cf } = request as { readonly cf?: Readonly<Record<string, unknown>> } // its first use parses it
      for (const [attribute, header] of places) {
        const value = cf ? cf[attribute] : decode(request.headers.get(`x-vercel-ip-${header}`))
        if (value) attributes[attribute] = value
      }
    }
    const add = (attribute: string, value: string | null | undefined) => {
      if (value && value.length <= LONGEST_ATTRIBUTE) attributes[attribute] = value
    }
    for (const [attribute, header] of fromHeaders) add(attribute, request.headers.get(header))
    for (const [attribute, name] of fromCookies) add(attribute, cookie(name))
    return attributes
  }
}

/** Vercel percent-encodes what is not ASCII. A visitor may send such a header too, with anything in it. */
const decode = (value: string | null): string | null => {
  try {
    return value && decodeURIComponent(value)
  } catch {
    return value
  }
}
