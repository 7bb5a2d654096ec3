/**
 * How a request becomes a target. It needs the web's Request and a function that reads cookies, so that every adapter
 * can use it.
 *
 * @module
 */
import { isIdentifier, type Target } from '../core/target.js'
import * as codes from '../events/codes.js'
import type { Log } from '../events/log.js'
import { attributeReader, type TargetRequest } from './attributes.js'
import type { TargetOptions } from './options.js'

/**
 * Makes a visitor's target.
 *
 * @param only the names of the attributes that the target needs. Default: all
 */
export type MakeTarget = (only?: readonly string[]) => Target

/** What is known of a request's visitor. */
export interface Visitor {
  /** Undefined if the visitor has no identifier. */
  readonly target?: Target | MakeTarget | undefined
  /** The identifier to keep in the visitor's cookie, if a new one was made. */
  readonly newId?: string | undefined
}

/** What `crypto.randomUUID` makes. With any other string in the cookie a visitor could pass for another target. */
const isAnonymousId = (text: string): boolean => /^[\da-f-]{36}$/.test(text)

export const DEFAULT_ANONYMOUS_COOKIE = 'burgee_id'

/**
 * Prepares a recipe.
 *
 * @returns reads who a request's visitor is. What visitors send is held to the documented patterns, and never throws
 */
export const createVisitorReader = (options: TargetOptions): ((from: TargetRequest, log: Log) => Visitor) => {
  const { anonymous = {}, attributes = {} } = options
  const readAll = attributeReader(attributes)
  /** One snapshot after the other: each has its list of the attributes that its rules read. */
  let lastOnly: readonly string[] | undefined
  let readSome = readAll

  const attributesOf = (from: TargetRequest, only: readonly string[] | undefined) => {
    if (only && only !== lastOnly) {
      readSome = attributeReader(attributes, only)
      lastOnly = only
    }
    return (only ? readSome : readAll)(from)
  }

  return (from, log) => {
    const known = knownIdentifier(from, options, log)
    if (known !== undefined) {
      return { target: (only) => ({ identifier: known, attributes: attributesOf(from, only) }) }
    }
    if (anonymous === false) return {}
    const { name = DEFAULT_ANONYMOUS_COOKIE } = anonymous
    const kept = accept(from.cookie(name), isAnonymousId, `the cookie ${name}`, log)
    const identifier = kept ?? crypto.randomUUID()
    return {
      target: (only) => ({ identifier, attributes: attributesOf(from, only), anonymous: true }),
      newId: kept ? undefined : identifier,
    }
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

/** The identifier, if it can be used; a bad one is logged. */
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
