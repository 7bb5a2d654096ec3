import { HttpError } from '../http-error.js'
import type { Connection } from './connection.js'
import { request } from './http.js'

/** What authentication brings: who we are for the requests that follow. Plain data, so requests may share it. */
export interface Session {
  /** The environment's UUID, a part of every path. */
  readonly environment: string
  readonly cluster: string
  /** Holds the token: never to be logged. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Authenticates once.
 *
 * @throws HttpError where the config API refuses or does not answer, or its token cannot be used
 */
export const authenticate = async (
  { baseUrl, sdkKey }: Connection,
  signal: AbortSignal,
): Promise<Session> => {
  const answer = await request(`${baseUrl}/client/auth`, signal, {}, { apiKey: sdkKey })
  try {
    const { authToken } = JSON.parse(answer) as { authToken: string }
    const { environment, clusterIdentifier, accountID, environmentIdentifier } = claimsOf(authToken)
    // Held to a token's alphabet, so that no error about a header can ever quote it.
    if (!environment || !/^[\w.-]+$/.test(authToken)) throw new TypeError()
    return {
      environment,
      cluster: clusterIdentifier || '1',
      headers: {
        Authorization: `Bearer ${authToken}`,
        ...(accountID && { 'Harness-AccountID': accountID }),
        ...(environmentIdentifier && { 'Harness-EnvironmentID': environmentIdentifier }),
      },
    }
  } catch {
    throw new HttpError('no token in the answer', new Response())
  }
}

interface Claims {
  readonly environment?: string
  readonly clusterIdentifier?: string
  readonly accountID?: string
  readonly environmentIdentifier?: string
}

/**
 * A JWT's claims, unverified: it came from the config API over TLS, and only the config API relies on it. Read
 * as Latin-1: the claims in use go into paths and headers, and are ASCII.
 *
 * @throws where the text is no JWT
 */
const claimsOf = (token: string): Claims =>
  JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')))
