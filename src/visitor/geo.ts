/**
 * Attribute names, which are those of Cloudflare's `request.cf`, and Vercel's headers for the same after
 * `x-vercel-ip-`. Vercel has none for the data centre.
 */
const GEO = {
  country: 'country',
  region: 'country-region',
  city: 'city',
  colo: '',
  asn: 'as-number',
  timezone: 'timezone',
} as const

/** Where the visitor is, as the platform tells it; empty where it tells nothing. */
export const geoAttributes = (request: Request): Record<string, unknown> => {
  const { cf } = request as { readonly cf?: Readonly<Record<string, unknown>> }
  const attributes: Record<string, unknown> = {}
  for (const [name, header] of Object.entries(GEO)) {
    const value = cf ? cf[name] : decode(request.headers.get(`x-vercel-ip-${header}`))
    if (value) attributes[name] = value
  }
  return attributes
}

/** Vercel percent-encodes what is not ASCII; a visitor's own header may be anything. */
const decode = (value: string | null): string | null => {
  try {
    return value && decodeURIComponent(value)
  } catch {
    return value
  }
}
