/**
 * Who a flag is evaluated for: a visitor, an account, a device.
 *
 * @example
 * const target: Target = { identifier: 'ada', name: 'Ada', attributes: { plan: 'pro', age: 36 } }
 */
export interface Target {
  /** Stable and unique. Target lists and percentage rollouts go by it. Harness allows `A-Z a-z 0-9 . @ _ -`. At most 256. */
  readonly identifier: string
  /** For people to read. Sent with the metrics; the identifier stands in where there is none. */
  readonly name?: string | undefined
  /** What rules look at. Only own properties are read, so `constructor` and the like never match. */
  readonly attributes?: Readonly<Record<string, unknown>> | undefined
  /** An anonymous target is evaluated like any other, and never sent with the metrics. Default: false. */
  readonly anonymous?: boolean | undefined
}

/** What Harness accepts as a target identifier, bounded: they are kept in memory until the metrics are sent. */
const IDENTIFIER = /^[\w.@-]{1,256}$/

/** What Harness accepts as a target name. Source: the Harness server SDKs. */
const NAME = /^[\p{L}\d .@_-]+$/u

/** True for an identifier that Harness accepts; the empty one does not name anybody. */
export const isIdentifier = (text: string): boolean => IDENTIFIER.test(text)

/** True for a name that Harness accepts. */
export const isName = (text: string): boolean => NAME.test(text)
