import { fingerprint } from '../../core/fingerprint.js'
import { VERSION } from '../../core/version.js'
import * as codes from '../../events/codes.js'
import type { Log } from '../../events/log.js'
import { type Answer, type FetchContext, isSourceError, type Source, SourceError } from '../contract.js'
import { fetchText } from '../http.js'
import { HttpError } from '../http-error.js'
import { retry } from '../retry.js'
import { compileHarness } from './compile.js'
import type { Connection } from './connection.js'
import { authenticate, type Session } from './session.js'

/** Attempts after the first, for flags and for segments. More are not needed, as the next cron run comes soon. */
const FETCH_RETRIES = 4

/** Reads flags and segments from Harness's config API. Keeps its session between calls. */
export const harnessSource = (connection: Connection, log: Log): Source => {
  let session: Session | undefined

  const signIn = async (context: FetchContext): Promise<Session> => {
    if (connection.sdkKey === '') {
      codes.missingKey(log, 'HARNESS_SDK_KEY')
      throw new SourceError('missing_key', 'no SDK key is set: set HARNESS_SDK_KEY')
    }
    let attempts = 0
    let last = ''
    try {
      session = await retry(() => authenticate(connection, context.signal), {
        ...context,
        retries: context.maxAuthRetries,
        onFailedAttempt: (attempt, error) => {
          attempts = attempt
          last = error.message
          if (error.retryable) codes.authAttemptFailed(log, attempt, error.message)
        },
      })
    } catch (error) {
      if (error instanceof HttpError && !error.retryable) {
        codes.authRefused(log, error.message)
        codes.notAuthenticated(log, 'Flags were not fetched')
        throw new SourceError('unauthorized', `authentication failed: ${error.message}`, {
          cause: error,
        })
      }
      // If the time ran out, the error says no more than that. The error of the last attempt says why.
      const reason = context.signal.aborted ? `${describe(error, context)}; ${last}` : last
      codes.authRetriesExceeded(log, attempts, reason)
      throw new SourceError(failureOf(context), `authentication failed: ${reason}`, { cause: error })
    }
    codes.authenticated(log)
    return session
  }

  const fetchBoth = async (current: Session, context: FetchContext): Promise<[string, string]> => {
    const path = `${connection.baseUrl}/client/env/${current.environment}`
    const cluster = encodeURIComponent(current.cluster)
    const get = (
      url: string,
      attemptFailed: typeof codes.flagsAttemptFailed,
      gaveUp: typeof codes.flagsFailed,
    ) =>
      retry(() => fetchText(url, { headers: current.headers, signal: context.signal }), {
        ...context,
        retries: FETCH_RETRIES,
        onFailedAttempt: (attempt, error) => attemptFailed(log, attempt, error.message),
      }).catch((error: unknown) => {
        // A token that has expired is not a failure yet: a new one is tried.
        if (!isExpired(error)) gaveUp(log, describe(error, context))
        throw error
      })
    // Waits for both, even if the first fails, so that no request goes on in the background.
    const answers = await Promise.allSettled([
      get(`${path}/feature-configs?cluster=${cluster}`, codes.flagsAttemptFailed, codes.flagsFailed),
      get(
        `${path}/target-segments?cluster=${cluster}&rules=v2`,
        codes.segmentsAttemptFailed,
        codes.segmentsFailed,
      ),
    ])
    const [flags, segments] = answers.map((answer) => {
      if (answer.status === 'rejected') throw answer.reason
      return answer.value.body
    })
    return [flags ?? '', segments ?? '']
  }

  return {
    async fetch(context) {
      try {
        const known = session
        const answer = await fetchBoth(known ?? (await signIn(context)), context).catch(
          async (error: unknown) => {
            if (!isExpired(error)) throw error
            return fetchBoth(await signIn(context), context)
          },
        )
        return toAnswer(...answer)
      } catch (error) {
        if (isSourceError(error)) throw error
        const reason = describe(error, context)
        throw new SourceError(failureOf(context), `fetching flags and segments failed: ${reason}`, {
          cause: error,
        })
      }
    },
  }
}

const toAnswer = (flagsText: string, segmentsText: string): Answer => {
  // With the version, as a new version may compile the same answer to another snapshot.
  const source = fingerprint(`${VERSION}\n${flagsText}\n${segmentsText}`)
  return {
    fingerprint: source,
    compile: () =>
      compileHarness(
        { flags: list(flagsText, 'flags'), segments: list(segmentsText, 'segments') },
        { source },
      ),
  }
}

/** The items are not checked here: `compileHarness` does that. */
const list = (text: string, what: string): unknown[] => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new SourceError('malformed', `the answer for ${what} is not JSON`)
  }
  if (!Array.isArray(value)) throw new SourceError('malformed', `the answer for ${what} is not a list`)
  return value
}

const isExpired = (error: unknown): boolean => error instanceof HttpError && error.status === 401

const describe = (error: unknown, { signal }: FetchContext): string =>
  signal.aborted
    ? 'the time for this refresh ran out'
    : error instanceof Error
      ? error.message
      : String(error)

const failureOf = ({ signal }: FetchContext): 'timeout' | 'unavailable' =>
  signal.aborted ? 'timeout' : 'unavailable'
