import { sign, verify } from 'hono/jwt'

/** The claims of the token that an SDK receives. Clients read them without verifying the signature. */
export interface HarnessClaims {
  environment: string
  environmentIdentifier: string
  project: string
  projectIdentifier: string
  organization: string
  organizationIdentifier: string
  clusterIdentifier: string
  accountID: string
  key_type: 'Server'
}

/** Issues tokens, and recognizes its own. */
export interface Tokens {
  issue(): Promise<string>
  accepts(token: string): Promise<boolean>
  expireAll(): void
}

/** Creates an issuer of HS256 tokens. They are valid until `expireAll()`: like Harness's own, they have no `exp`. */
export function createTokens(claims: HarnessClaims): Tokens {
  // Created on first use: workerd allows no randomness while modules load. Every token is signed with it, so
  // forgetting it expires them all.
  let secret: string | undefined
  return {
    issue() {
      secret ??= crypto.randomUUID()
      return sign({ ...claims, iat: Math.floor(Date.now() / 1000) }, secret, 'HS256')
    },
    async accepts(token) {
      if (secret === undefined) return false
      try {
        await verify(token, secret, 'HS256')
        return true
      } catch {
        return false
      }
    },
    expireAll() {
      secret = undefined
    },
  }
}
