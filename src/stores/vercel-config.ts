/**
 * A store in Vercel's Global Config, which was called Edge Config.
 *
 * @module
 */
import { type Store, StoreError } from './contract.js'

/** What Burgee asks of a client: a part of those that `@vercel/global-config` and `@vercel/edge-config` make. */
export interface ConfigClientLike {
  get(key: string, options?: { consistentRead?: boolean }): Promise<unknown>
  readonly connection?: { readonly id: string }
}

export interface GlobalConfigOptions {
  /** The key of the item that the snapshot is kept in: letters, digits, `_` and `-`, at most 256. Default: `burgee_snapshot`. */
  readonly key?: string | undefined
  /**
   * A token of Vercel's REST API that may write: the only way to. Never logged. Default: none, for whoever only
   * reads.
   */
  readonly token?: string | undefined
  /** The team that owns the config, `team_…`, where the token's owner is in several. Default: none. */
  readonly teamId?: string | undefined
  /** The config to write to, `ecfg_…`. Default: the one that the client reads. */
  readonly id?: string | undefined
  /**
   * What the account may store in one config: `hobby` 8 KB, `pro` 64 KB, `enterprise` 512 KB. Default: `hobby`.
   * Source: Vercel's limits, with 1,000 bytes to a KB, because they do not say that it is 1,024.
   */
  readonly plan?: keyof typeof PLANS | undefined
  /**
   * How many bytes the snapshot may have, as an item, in JSON and UTF-8. Set it lower than the plan's where other
   * things are in the config, as the plan's limit is for all of them together. Default: the plan's.
   */
  readonly maxBytes?: number | undefined
  /** Where Vercel's REST API is. Default: `https://api.vercel.com`. */
  readonly apiUrl?: string | undefined
}

const PLANS = { hobby: 8_000, pro: 64_000, enterprise: 512_000 } as const

/** Milliseconds. Nobody waits longer: a refresh ends after 45 seconds, unless it is told otherwise. */
const WRITE_TIMEOUT = 10_000

/** A reason of the API's that is longer is cut. */
const LONGEST_REASON = 200

/**
 * Keeps the snapshot in one item of a Global Config, or Edge Config. Reads through the client that you give, which
 * knows what is fast where it runs; writes through Vercel's REST API, which needs `token`. A change is everywhere
 * after 10 seconds at most.
 *
 * A snapshot that would cross the plan's limit is not sent: `write` rejects with a StoreError that gives its size.
 *
 * @param client made by `createClient` of `@vercel/global-config` or `@vercel/edge-config`
 * @throws TypeError where that is no client, or an option is out of range
 *
 * @example
 * // A function, because createClient throws where the variable is missing: then it is logged, and requests are served.
 * const store = (env: Record<string, string | undefined>) =>
 *   globalConfig(createClient(env.GLOBAL_CONFIG), { token: env.VERCEL_API_TOKEN, plan: 'pro' })
 */
export const globalConfig = (client: ConfigClientLike, options: GlobalConfigOptions = {}): Store => {
  const expect = (holds: unknown, what: string) => {
    if (!holds) throw new TypeError(`globalConfig: ${what}`)
  }
  expect(client?.get, 'client must be made by createClient()')
  const {
    key = 'burgee_snapshot',
    token,
    teamId,
    plan = 'hobby',
    id = client.connection?.id,
    maxBytes = PLANS[plan],
    apiUrl = 'https://api.vercel.com',
  } = options
  expect(/^[\w-]{1,256}$/.test(key), 'key must be 1 to 256 letters, digits, _ or -')
  expect(maxBytes > 0, `plan must be one of ${Object.keys(PLANS).join(', ')}, and maxBytes above 0`)
  // Or an error of `fetch` would say it aloud.
  expect(!token || /^[!-~]+$/.test(token), 'token has characters that no token has')
  expect(/^https?:\/\/\w/.test(apiUrl), 'apiUrl must be a URL')

  const checkSize = (text: string) => {
    const size = new TextEncoder().encode(JSON.stringify({ [key]: text })).length
    if (size <= maxBytes) return
    const limit = options.maxBytes === undefined ? `the plan ${plan} allows` : 'maxBytes allows'
    throw new StoreError(
      `the snapshot is ${size} bytes as an item, and ${limit} ${maxBytes}: set \`plan\` if yours is larger, else use another store`,
    )
  }

  return {
    async read({ fresh = false } = {}) {
      const text = await client.get(key, { consistentRead: fresh })
      if (text === undefined || text === null) return null
      if (typeof text === 'string') return text
      // Not to be replaced as garbage is: it may well be somebody's.
      throw new StoreError(`the item ${key} is no text: it is not Burgee's, so set another \`key\``)
    },
    async write(text) {
      if (!token) throw new StoreError("writing needs a token of Vercel's REST API: set `token`")
      if (!id) throw new StoreError('the client does not tell which config it reads: set `id`')
      checkSize(text)
      const url = new URL(`/v1/global-config/${encodeURIComponent(id)}/items`, apiUrl)
      if (teamId) url.searchParams.set('teamId', teamId)
      const response = await fetch(url, {
        method: 'PATCH',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ items: [{ operation: 'upsert', key, value: text }] }),
        signal: AbortSignal.timeout(WRITE_TIMEOUT),
      })
      const answer = await response.text()
      if (!response.ok) throw new StoreError(refusal(response.status, answer))
    },
  }
}

/** The same, by the name that Vercel's product had before. */
export { globalConfig as edgeConfig }

const HINTS: Readonly<Record<number, string>> = {
  401: '; check `token`',
  403: '; check that `token` may write, and `teamId`',
  404: '; check `id` and `teamId`',
}

const refusal = (status: number, answer: string): string =>
  `Vercel's API answered ${status}${reasonOf(answer)}${HINTS[status] ?? ''}`

/** Vercel's errors are `{ error: { code, message } }`; what stands before it may answer with anything. */
const reasonOf = (answer: string): string => {
  try {
    const { error } = JSON.parse(answer) as { error: { message: unknown } }
    return typeof error.message === 'string' ? `: ${error.message.slice(0, LONGEST_REASON)}` : ''
  } catch {
    return ''
  }
}
