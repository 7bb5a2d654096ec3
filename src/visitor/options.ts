/** How a request becomes a target: the option `target`. */
export interface TargetOptions {
  /** A request header that holds the identifier, tried first. Any client can send one. Default: none. */
  readonly header?: string | undefined
  /** A cookie that holds the identifier, such as one that your login sets, tried second. Default: none. */
  readonly cookie?: string | undefined
  /**
   * The cookie that keeps a random identifier for visitors without another one. `false` gives them none: their flags
   * are evaluated without a target. Default: on.
   */
  readonly anonymous?: AnonymousCookieOptions | false | undefined
  /** What rules can look at. */
  readonly attributes?: AttributeOptions | undefined
}

/** The cookie is HttpOnly, Secure and SameSite=Lax unless you set otherwise. */
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
   * Adds `country`, `region`, `city`, `colo`, `asn` and `timezone`, if the platform knows them: from Cloudflare's
   * `request.cf`, else from Vercel's geo headers. Default: true.
   */
  readonly geo?: boolean | undefined
}
