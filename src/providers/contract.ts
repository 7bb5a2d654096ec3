import type { Issue } from '../compile/issue.js'
import type { Dialect } from '../core/dialect.js'
import type { Log } from '../events/log.js'
import type { MetricsSink } from '../metrics/contract.js'

/**
 * Where flags come from, how they are evaluated, and where metrics go. Harness and Flagbase come with Burgee, and you
 * can write your own: see docs/providers.md. It is a plain value that an app passes as the option `provider`.
 *
 * @example
 * const acme = (url: string): Provider => ({ name: 'acme', dialect, source: () => acmeSource(url) })
 * app.use(featureFlags({ provider: acme('https://flags.example.com') }))
 */
export interface Provider {
  /** For people and logs. */
  readonly name: string
  /** How its snapshots are evaluated. */
  readonly dialect: Dialect
  /** The shortest interval, in seconds, at which the config API may be polled. Default: 1. */
  readonly leastPollInterval?: number | undefined
  /**
   * Makes the side that the scheduled refresh uses. Called once per worker instance with its bindings. Default: none,
   * for workers that only serve.
   */
  readonly source?: ((env: object, log: Log) => Source) | undefined
  /**
   * Makes the side that sends metrics. Called once per worker instance with its bindings. It returns undefined, after
   * a log line, if metrics cannot be sent. Default: none, and nothing is counted.
   */
  readonly sink?: ((env: object, log: Log) => MetricsSink | undefined) | undefined
  /** A snapshot that comes with the provider, served until the store has one. Default: none. */
  readonly bundled?: string | undefined
}

/** False for a provider's function that was not called, for example. */
export const isProvider = (value: unknown): value is Provider =>
  typeof (value as Partial<Provider> | null | undefined)?.dialect?.clauses === 'object'

/** Reads a config API. */
export interface Source {
  /**
   * Fetches all flags.
   *
   * @throws SourceError if that fails. The published snapshot stays.
   */
  fetch(context: FetchContext): Promise<Answer>
}

export interface FetchContext {
  /** Aborts when the time for this refresh is over. */
  readonly signal: AbortSignal
  /** The end of that time, in milliseconds since 1970. Begin no wait that ends later. */
  readonly deadline: number
  /** The most attempts at authentication after the first. */
  readonly maxAuthRetries: number
  /**
   * The fingerprint of the answer that is published, or an empty string. A source can send it to the config API, as an
   * ETag for example, to learn that nothing changed.
   */
  readonly published: string
}

/** What a config API answered. */
export interface Answer {
  /** Names this answer. The same fingerprint means that compiling it would give the same snapshot. */
  readonly fingerprint: string
  /** Validates and compiles. Called only if the fingerprint differs from that of the published answer. */
  compile(): CompiledAnswer
}

export interface CompiledAnswer {
  readonly snapshot: string
  readonly issues: readonly Issue[]
}

/** Why a config API gave no usable answer. */
export type SourceFailure =
  /** No key is set. */
  | 'missing_key'
  /** The key was refused. */
  | 'unauthorized'
  /** The config API could not be reached, or answered with an error until the last attempt. */
  | 'unavailable'
  /** The config API answered with something other than a list of flags. */
  | 'malformed'
  /** The time for this refresh ran out. */
  | 'timeout'

/** The config API gave no usable answer. */
export class SourceError extends Error {
  override readonly name = 'SourceError'

  constructor(
    readonly failure: SourceFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** By name, as a provider may be installed with a copy of Burgee of its own. */
export const isSourceError = (error: unknown): error is SourceError =>
  error instanceof Error && error.name === 'SourceError'
