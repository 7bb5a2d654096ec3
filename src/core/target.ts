/**
 * A visitor, an account or a device that flags are evaluated for.
 *
 * @example
 * const target: Target = { identifier: 'ada', name: 'Ada', attributes: { plan: 'pro', age: 36 } }
 */
export interface Target {
  /** Stable and unique. Target lists and percentage rollouts go by it. 1 to 256 of `A-Z a-z 0-9 . @ _ -`. */
  readonly identifier: string
  /**
   * What percentage rollouts by the identifier go by instead of the identifier. Set it to keep a visitor in the same
   * bucket while the identifier changes, at login for example. Default: the identifier.
   */
  readonly bucketingKey?: string | undefined
  /** For people to read. Sent with the metrics. Default: the identifier. */
  readonly name?: string | undefined
  /** What rules look at. Only own properties are read, so `constructor` and the like never match. */
  readonly attributes?: Readonly<Record<string, unknown>> | undefined
  /** An anonymous target is evaluated like any other, and never sent with the metrics. Default: false. */
  readonly anonymous?: boolean | undefined
}

/** Bounded, because identifiers are kept in memory until the metrics are sent. */
const IDENTIFIER = /^[\w.@-]{1,256}$/

/** True if a string can identify a target. */
export const isIdentifier = (text: string): boolean => IDENTIFIER.test(text)
