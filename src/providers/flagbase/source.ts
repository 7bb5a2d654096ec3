import { fingerprint } from '../../core/fingerprint.js'
import { VERSION } from '../../core/version.js'
import * as codes from '../../events/codes.js'
import { type Log, messageOf } from '../../events/log.js'
import { type Answer, type FetchContext, type Source, SourceError } from '../contract.js'
import { HttpError } from '../http-error.js'
import { retry } from '../retry.js'
import { compileFlagbase } from './compile.js'
import { type PollAnswer, poll } from './http.js'
import type { Connection } from './options.js'
import { sha256, toHex } from './sha256.js'

/** Attempts after the first. More are not needed, as the next cron run comes soon. */
const FETCH_RETRIES = 4

/** Sent instead of an ETag if none is known. Source: Flagbase's SDKs. */
const INITIAL = 'initial'

/**
 * Reads flags from Flagbase's polling service. It keeps the ETag in the published snapshot, and nowhere else. The
 * fingerprint is `<prefix> <hash of the body> <ETag>`, without the ETag if it cannot be used. The prefix is a hash of
 * the URL, the key and all else that decides how the answer is compiled. An ETag with another prefix is not sent.
 */
export const flagbaseSource = (connection: Connection, log: Log): Source => {
  const { url, sdkKey, bucketing } = connection
  const prefix = toHex(sha256([VERSION, bucketing, url, sdkKey].join('\n'))).slice(0, 16)

  const ask = async (etag: string, context: FetchContext): Promise<PollAnswer> => {
    try {
      return await retry(() => poll(connection, etag, context.signal), {
        ...context,
        retries: FETCH_RETRIES,
        onFailedAttempt: (attempt, error) => {
          if (!isRefusal(error)) codes.flagsAttemptFailed(log, attempt, error.message)
        },
      })
    } catch (error) {
      const { aborted } = context.signal
      const reason = aborted ? 'the time for this refresh ran out' : messageOf(error)
      if (isRefusal(error)) {
        codes.authRefused(log, reason)
        codes.notAuthenticated(log, 'Flags were not fetched')
        throw new SourceError('unauthorized', `the key was refused: ${reason}`, { cause: error })
      }
      codes.flagsFailed(log, reason)
      throw new SourceError(aborted ? 'timeout' : 'unavailable', `fetching flags failed: ${reason}`, {
        cause: error,
      })
    }
  }

  return {
    async fetch(context) {
      if (sdkKey === '') {
        codes.missingKey(log, 'FLAGBASE_SDK_KEY')
        throw new SourceError('missing_key', 'no SDK key is set: set FLAGBASE_SDK_KEY')
      }
      const { published } = context
      const [knownPrefix, , knownEtag] = published.split(' ')
      const known = (knownPrefix === prefix && knownEtag) || INITIAL
      const { body, etag } = await ask(known, context)
      if (body === undefined) return unchangedAnswer(known, published)
      const source = `${prefix} ${fingerprint(body)} ${isUsable(etag) ? etag : ''}`.trim()
      return {
        fingerprint: source,
        compile: () => compileFlagbase(listOf(body), { bucketing, source }),
      }
    },
  }
}

/** An ETag is sent with every poll. One that a server refuses, or takes for `initial`, would end all polling. */
const isUsable = (etag: string): boolean => /^[!-~]{1,256}$/.test(etag) && etag !== INITIAL

const isRefusal = (error: unknown): boolean =>
  error instanceof HttpError && (error.status === 401 || error.status === 403)

/** The same fingerprint as the published one, so there is nothing to compile. */
const unchangedAnswer = (known: string, published: string): Answer => {
  const malformed = new SourceError(
    'malformed',
    'the answer is that nothing changed, but no flags were ever fetched',
  )
  if (known === INITIAL) throw malformed
  return {
    fingerprint: published,
    compile: () => {
      throw malformed
    },
  }
}

/** The items are not checked here: `compileFlagbase` does that. */
const listOf = (body: string): unknown[] => {
  let document: unknown
  try {
    document = JSON.parse(body)
  } catch {
    throw new SourceError('malformed', 'the answer is not JSON')
  }
  const { data } = (document ?? {}) as { data?: unknown }
  if (!Array.isArray(data)) throw new SourceError('malformed', 'the answer has no list of flags, `data`')
  return data
}
