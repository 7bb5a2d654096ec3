import type { Issue } from '../compile/issue.js'
import type { Log } from '../events/log.js'
import type { MetricsSink } from '../metrics/contract.js'

/** Where flags come from and where metrics go: Harness, Flagbase, or one of your own. */
export interface Provider {
  /** For people and logs. */
  readonly name: string
  /** Seconds: what the config API asks of those who poll it. Default: 1. */
  readonly leastPollInterval?: number
  /**
   * The side that the scheduled refresh uses. Called once per worker instance with its bindings. Undefined in a
   * provider that is for requests alone.
   */
  readonly source?: (env: object, log: Log) => Source
  /**
   * The side that requests use. Called once per worker instance with its bindings. Undefined where metrics
   * cannot be sent, after a log line that says why.
   */
  readonly sink: (env: object, log: Log) => MetricsSink | undefined
}

/** Reads a config API. */
export interface Source {
  /**
   * Fetches everything.
   *
   * @throws SourceError where that fails; what was published stays
   */
  fetch(context: FetchContext): Promise<Answer>
}

export interface FetchContext {
  /** Aborts when the time for this refresh is over. */
  readonly signal: AbortSignal
  /** When that will be, in milliseconds since 1970: no wait should be begun that ends later. */
  readonly deadline: number
  /** Attempts after the first, at most, for authentication. */
  readonly maxAuthRetries: number
  /** The fingerprint of the answer that is published: a config API may say by it that nothing changed. Or empty. */
  readonly published: string
}

/** What a config API answered. */
export interface Answer {
  /** Names this answer: the same fingerprint means that compiling it would give the same snapshot. */
  readonly fingerprint: string
  /** Validates and compiles; called only where the fingerprint is not that of what is published. */
  compile(): CompiledAnswer
}

export interface CompiledAnswer {
  readonly snapshot: string
  readonly issues: readonly Issue[]
}

/** Why a config API gave no answer. */
export type SourceFailure =
  /** No key is set. */
  | 'missing_key'
  /** The key was refused. */
  | 'unauthorized'
  /** The config API could not be reached or answered with an error, to the last attempt. */
  | 'unavailable'
  /** The config API answered with something else than a list of flags. */
  | 'malformed'
  /** The time for this refresh ran out. */
  | 'timeout'

/** A config API that gave no answer, and why. */
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
