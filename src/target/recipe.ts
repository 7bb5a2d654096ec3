/**
 * How a request becomes a target. Written against the web's Request and a cookie reader, so that every
 * adapter shares it.
 *
 * @module
 */
import { isIdentifier, type Target } from '../core/target.js'
import * as codes from '../events/codes.js'
import type { Log } from '../events/log.js'
import { geoAttributes } from './geo.js'

export interface TargetOptions {
  /** A request header that holds the identifier: looked at first. Anybody can send one. Default: none. */
  readonly header?: string
  /** A cookie that holds the identifier, one that your login sets: looked at second. Default: none. */
  readonly cookie?: string
  /**
   * The cookie that keeps a random identifier for visitors who have no other; `false` to give them none, so
   * that their flags are evaluated for nobody. Default: on.
   */
  readonly anonymous?: AnonymousCookieOptions | false
  /** What rules can look at. */
  readonly attributes?: AttributeOptions
}

/** The cookie is HttpOnly, Secure and SameSite=Lax unless you say otherwise. */
export interface AnonymousCookieOptions {
  /** Default: `burgee_id`. */
  readonly name?: string
  /** Seconds. Default: 31,536,000, a year. */
  readonly maxAge?: number
  /** Default: `/`. */
  readonly path?: string
  /** Default: none, so that the cookie belongs to this host alone. */
  readonly domain?: string
  /** Default: true. */
  readonly secure?: boolean
  /** Default: true. */
  readonly httpOnly?: boolean
  /** Default: `Lax`. */
  readonly sameSite?: 'Strict' | 'Lax' | 'None'
}

export interface AttributeOptions {
  /** Attribute name to header name. Default: none. */
  readonly headers?: Readonly<Record<string, string>>
  /** Attribute name to cookie name. Default: none. */
  readonly cookies?: Readonly<Record<string, string>>
  /**
   * `country`, `region`, `city`, `colo`, `asn` and `timezone`, as far as the platform tells: Cloudflare's
   * `request.cf`, else Vercel's geo headers. Default: true.
   */
  readonly geo?: boolean
}

/** What a recipe reads. */
export interface TargetRequest {
  readonly request: Request
  readonly cookie: (name: string) => string | undefined
}

/** A target, and the identifier that its visitor's cookie must be given, if a new one was made. */
export interface Recognised {
  readonly target: Target | undefined
  readonly newAnonymousId?: string
}

/** Longer ones are refused: identifiers are kept in memory until the metrics are sent. */
const LONGEST_IDENTIFIER = 256

export const DEFAULT_ANONYMOUS_COOKIE = 'burgee_id'

/** Applies the recipe. What visitors send is held to the documented patterns; nothing they send throws. */
export const recogniseTarget = (from: TargetRequest, options: TargetOptions, log: Log): Recognised => {
  const attributes = readAttributes(from, options.attributes ?? {})
  const known = knownIdentifier(from, options, log)
  if (known !== undefined) return { target: { identifier: known, attributes } }
  if (options.anonymous === false) return { target: undefined }
  const kept = accept(
    from.cookie(options.anonymous?.name ?? DEFAULT_ANONYMOUS_COOKIE),
    'the anonymous cookie',
    log,
  )
  const identifier = kept ?? crypto.randomUUID()
  return {
    target: { identifier, attributes, anonymous: true },
    ...(kept === undefined && { newAnonymousId: identifier }),
  }
}

const knownIdentifier = (
  { request, cookie }: TargetRequest,
  options: TargetOptions,
  log: Log,
): string | undefined => {
  const fromHeader = options.header && request.headers.get(options.header)
  if (fromHeader) return accept(fromHeader, `the header ${options.header}`, log)
  return accept(options.cookie && cookie(options.cookie), `the cookie ${options.cookie}`, log)
}

/** An identifier that can be used; undefined where there is none, or, after a log line, a bad one. */
const accept = (identifier: string | undefined, origin: string, log: Log): string | undefined => {
  if (!identifier) return undefined
  if (identifier.length <= LONGEST_IDENTIFIER && isIdentifier(identifier)) return identifier
  codes.identifierRefused(log, origin)
  return undefined
}

const readAttributes = (
  { request, cookie }: TargetRequest,
  options: AttributeOptions,
): Record<string, unknown> => {
  const attributes: Record<string, unknown> = options.geo === false ? {} : geoAttributes(request)
  for (const [attribute, name] of Object.entries(options.headers ?? {})) {
    const value = request.headers.get(name)
    if (value !== null) attributes[attribute] = value
  }
  for (const [attribute, name] of Object.entries(options.cookies ?? {})) {
    const value = cookie(name)
    if (value !== undefined) attributes[attribute] = value
  }
  return attributes
}
