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
  readonly header?: string | undefined
  /** A cookie that holds the identifier, one that your login sets: looked at second. Default: none. */
  readonly cookie?: string | undefined
  /**
   * The cookie that keeps a random identifier for visitors who have no other; `false` to give them none, so
   * that their flags are evaluated for nobody. Default: on.
   */
  readonly anonymous?: AnonymousCookieOptions | false | undefined
  /** What rules can look at. */
  readonly attributes?: AttributeOptions | undefined
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
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Attribute name to cookie name. Default: none. */
  readonly cookies?: Readonly<Record<string, string>> | undefined
  /**
   * `country`, `region`, `city`, `colo`, `asn` and `timezone`, as far as the platform tells: Cloudflare's
   * `request.cf`, else Vercel's geo headers. Default: true.
   */
  readonly geo?: boolean | undefined
}

/** What a recipe reads. */
export interface TargetRequest {
  readonly request: Request
  readonly cookie: (name: string) => string | undefined
}

/** A target, and the identifier that its visitor's cookie must be given, if a new one was made. */
export interface Recognised {
  readonly target?: Target | undefined
  readonly newId?: string | undefined
}

/** What `crypto.randomUUID` makes: with any other text in its cookie a visitor could pass for somebody else. */
const isAnonymousId = (text: string): boolean => /^[\da-f-]{36}$/.test(text)

/** Longer values of headers and cookies are no attributes: rules search through them, and metrics keep them. */
const LONGEST_ATTRIBUTE = 1_024

export const DEFAULT_ANONYMOUS_COOKIE = 'burgee_id'

/** Applies the recipe. What visitors send is held to the documented patterns; nothing they send throws. */
export const recogniseTarget = (from: TargetRequest, options: TargetOptions, log: Log): Recognised => {
  const attributes = readAttributes(from, options.attributes ?? {})
  const known = knownIdentifier(from, options, log)
  if (known !== undefined) return { target: { identifier: known, attributes } }
  if (options.anonymous === false) return {}
  const { name = DEFAULT_ANONYMOUS_COOKIE } = options.anonymous ?? {}
  const kept = accept(from.cookie(name), isAnonymousId, `the cookie ${name}`, log)
  const identifier = kept ?? crypto.randomUUID()
  return {
    target: { identifier, attributes, anonymous: true },
    newId: kept ? undefined : identifier,
  }
}

const knownIdentifier = (
  { request, cookie }: TargetRequest,
  options: TargetOptions,
  log: Log,
): string | undefined => {
  const fromHeader = options.header && request.headers.get(options.header)
  return fromHeader
    ? accept(fromHeader, isIdentifier, `the header ${options.header}`, log)
    : accept(options.cookie && cookie(options.cookie), isIdentifier, `the cookie ${options.cookie}`, log)
}

/** An identifier that can be used; undefined where there is none, or, after a log line, a bad one. */
const accept = (
  identifier: string | undefined,
  isUsable: (text: string) => boolean,
  origin: string,
  log: Log,
): string | undefined => {
  if (!identifier) return undefined
  if (isUsable(identifier)) return identifier
  codes.identifierRefused(log, origin)
  return undefined
}

const readAttributes = (
  { request, cookie }: TargetRequest,
  options: AttributeOptions,
): Record<string, unknown> => {
  const attributes: Record<string, unknown> = options.geo === false ? {} : geoAttributes(request)
  const add = (
    names: Readonly<Record<string, string>> = {},
    read: (name: string) => string | null | undefined,
  ) => {
    for (const [attribute, name] of Object.entries(names)) {
      const value = read(name)
      if (value && value.length <= LONGEST_ATTRIBUTE) attributes[attribute] = value
    }
  }
  add(options.headers, (name) => request.headers.get(name))
  add(options.cookies, cookie)
  return attributes
}
