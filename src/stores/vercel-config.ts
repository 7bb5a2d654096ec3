/**
 * A store in Vercel's Global Config, which was called Edge Config.
 *
 * @module
 */
import { check } from '../options/check.js'
import { type Store, StoreError } from './contract.js'

/** The part of a client that Burgee uses. `@vercel/global-config` and `@vercel/edge-config` make one. */
export interface ConfigClientLike {
  get(key: string, options?: { consistentRead?: boolean }): Promise<unknown>
  readonly connection?: { readonly id: string }
}

export interface GlobalConfigOptions {
  /** The key of the item that the snapshot is kept in: letters, digits, `_` and `-`, at most 256. Default: `burgee_snapshot`. */
  readonly key?: string | undefined
  /** A token of Vercel's REST API that may write. Without one the store only reads. Never logged. Default: none. */
  readonly token?: string | undefined
  /** The team that owns the config, `team_…`. Needed if the owner of the token is in several teams. Default: none. */
  readonly teamId?: string | undefined
  /** The config to write to, `ecfg_…`. Default: the one that the client reads. */
  readonly id?: string | undefined
  /**
   * How much the account may store in one config: `hobby` 8 KB, `pro` 64 KB, `enterprise` 512 KB. Default: `hobby`.
   * Source: Vercel's limits. A KB counts as 1,000 bytes, because they do not say that it is 1,024.
   */
  readonly plan?: keyof typeof PLANS | undefined
  /**
   * The most bytes that the snapshot may have as an item, in JSON and UTF-8. The plan's limit is for all items of the
   * config together, so set a lower one if there are others. Default: the plan's.
   */
  readonly maxBytes?: number | undefined
  /** The URL of Vercel's REST API. Default: `https://api.vercel.com`. */
  readonly apiUrl?: string | undefined
}

const PLANS = { hobby: 8_000, pro: 64_000, enterprise: 512_000 } as const

/** Milliseconds for one write. A refresh as a whole ends after 45 seconds by default. */
const WRITE_TIMEOUT = 10_000

/** Characters. A longer message of the API is cut. */
const LONGEST_REASON = 200

/**
 * Keeps the snapshot in one item of a Global Config, or Edge Config. It reads through the client that you pass, which
 * reads in the fastest way for its place. It writes through Vercel's REST API, which needs `token`. A change arrives
 * everywhere within 10 seconds.
 *
 * A snapshot above the plan's limit is not sent: `write` rejects with a StoreError that gives its size. There are no
 * documents beside the snapshot, because the config is small and its clients only read.
 *
 * @param client made by `createClient` of `@vercel/global-config` or `@vercel/edge-config`
 * @throws TypeError if it is no client, or an option is out of range
 *
 * @example
 * // A function, because createClient throws if the variable is missing. Then it is logged, and requests are served.
 * const store = (env: Record<string, string | undefined>) =>
 *   globalConfig(createClient(env.GLOBAL_CONFIG), { token: env.VERCEL_API_TOKEN, plan: 'pro' })
 */
export const globalConfig = (client: ConfigClientLike, options: GlobalConfigOptions = {}): Store => {
  const expect = (option: string, holds: unknown, rule: string) => check('globalConfig', option, holds, rule)
  expect('client', client?.get, 'made by createClient()')
  const {
    key = 'burgee_snapshot',
    token,
    teamId,
    plan = 'hobby',
    id = client.connection?.id,
    maxBytes = PLANS[plan],
    apiUrl = 'https://api.vercel.com',
  } = options
  expect('key', /^[\w-]{1,256}$/.test(key), '1 to 256 letters, digits, _ or -')
  expect('plan', Object.hasOwn(PLANS, plan), `one of ${Object.keys(PLANS).join(', ')}`)
  expect('maxBytes', maxBytes > 0, 'above 0')
  // Otherwise an error of `fetch` would show the token.
  expect('token', !token || /^[!-~]+$/.test(token), 'printable ASCII characters without spaces')
  expect('apiUrl', /^https?:\/\/\w/.test(apiUrl), 'a URL')

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
      // Garbage is replaced, but this may be the item of another program.
      throw new StoreError(`the item ${key} is not a string, so Burgee did not write it: set another \`key\``)
    },
    async write(text) {
      if (!token) throw new StoreError("writing needs a token of Vercel's REST API: set `token`")
      if (!id) throw new StoreError('the client does not show which config it reads: set `id`')
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

/** `globalConfig`, by the former name of Vercel's product. */
export { globalConfig as edgeConfig }

const HINTS: Readonly<Record<number, string>> = {
  401: '; check `token`',
  403: '; check that `token` may write, and `teamId`',
  404: '; check `id` and `teamId`',
}

const refusal = (status: number, answer: string): string =>
  `Vercel's API answered ${status}${reasonOf(answer)}${HINTS[status] ?? ''}`

/** Vercel's errors are `{ error: { code, message } }`. A proxy in front of it may answer with anything. */
const reasonOf = (answer: string): string => {
  try {
    const { error } = JSON.parse(answer) as { error: { message: unknown } }
    return typeof error.message === 'string' ? `: ${error.message.slice(0, LONGEST_REASON)}` : ''
  } catch {
    return ''
  }
}
