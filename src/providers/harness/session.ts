import { VERSION } from '../../core/version.js'
import { fetchText } from '../http.js'
import { HttpError } from '../http-error.js'
import type { Connection } from './connection.js'

/** Sent with every request. */
const HEADERS = {
  'User-Agent': `Burgee/${VERSION}`,
  'Harness-SDK-Info': `Burgee ${VERSION} Server`,
  'Content-Type': 'application/json',
}

/** The result of authentication, for the requests that follow. It is plain data, so requests may share it. */
export interface Session {
  /** The environment's UUID. It is a part of every path. */
  readonly environment: string
  readonly cluster: string
  /** They hold the token, so they must not be logged. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Authenticates once.
 *
 * @throws HttpError if the config API refuses or does not answer, or if its token cannot be used
 */
export const authenticate = async (
  { baseUrl, sdkKey }: Connection,
  signal: AbortSignal,
): Promise<Session> => {
  const answer = await fetchText(`${baseUrl}/client/auth`, {
    method: 'POST',
    headers: HEADERS,
    body: JSON.stringify({ apiKey: sdkKey }),
    signal,
  })
  try {
    const { authToken } = JSON.parse(answer.body) as { authToken: string }
    const { environment, clusterIdentifier, accountID, environmentIdentifier } = claimsOf(authToken)
    // Only the characters of a token, so that no error about a header can ever quote it.
    if (!environment || !/^[\w.-]+$/.test(authToken)) throw new TypeError()
    return {
      environment,
      cluster: clusterIdentifier || '1',
      headers: {
        ...HEADERS,
        Authorization: `Bearer ${authToken}`,
        ...(accountID && { 'Harness-AccountID': accountID }),
        ...(environmentIdentifier && { 'Harness-EnvironmentID': environmentIdentifier }),
      },
    }
  } catch {
    throw new HttpError('no token in the answer', answer.status)
  }
}

interface Claims {
  readonly environment?: string
  readonly clusterIdentifier?: string
  readonly accountID?: string
  readonly environmentIdentifier?: string
}

/**
 * A JWT's claims. They are not verified: the token came from the config API over TLS, and only the config API relies on
 * it. They are read as Latin-1, as the claims in use are ASCII.
 *
 * @throws Error if it is not a JWT
 */
const claimsOf = (token: string): Claims =>
  JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')))
