import { type Context, Hono } from 'hono'
import { toFetch } from './api-fetch.js'
import { flagbaseError, JSON_API } from './error-response.js'
import type { FlagbaseFlag, FlagbaseRoute } from './flagbase-types.js'
import { createGate, type TestApi } from './gate.js'
import { createItemStore, type ItemChange } from './item-store.js'

/** Options of `createFlagbaseApi`. */
export interface FlagbaseApiOptions {
  /** The flags at the start, as the `attributes` of the poller's answer; copied. Default: none. */
  flags?: readonly FlagbaseFlag[]
  /** The only SDK key that is let in; any other is refused with 403. Default: `'demo-key'`. */
  sdkKey?: string
}

/** A Flagbase poller in memory. Its app serves the protocol at `/`. */
export interface FlagbaseApi extends TestApi<FlagbaseRoute> {
  /** Creates or replaces a flag. */
  setFlag(flag: FlagbaseFlag): void
  /** Changes a flag: fields to replace, or a function from a copy of it. Throws an Error for an unknown flag. */
  updateFlag(flagKey: string, change: ItemChange<FlagbaseFlag>): void
  /** Deletes a flag; false when there was none. */
  deleteFlag(flagKey: string): boolean
}

/**
 * Creates a config API that speaks the protocol of Flagbase's poller, for tests and demos. Everything is kept in
 * memory, for the life of the object.
 *
 * Documents, errors and ETags have the form that Flagbase's server gives them. Mistakes are told apart more
 * strictly than there, where each is a 500 or goes unnoticed: a wrong key is a 403, no ETag header a 400.
 *
 * @param options see {@link FlagbaseApiOptions}; all have defaults
 * @throws TypeError for a flag without a `flagKey`, two with the same, or an empty SDK key
 * @example
 * import { serve } from '@hono/node-server'
 * import { createFlagbaseApi } from 'burgee/testing'
 *
 * const api = createFlagbaseApi({ flags: [darkMode] })
 * const server = serve({ fetch: api.fetch, port: 8788 })
 * // FLAGBASE_SDK_KEY=demo-key, FLAGBASE_POLLING_SERVICE_URL=http://localhost:8788
 * api.updateFlag('dark-mode', { useFallthrough: true }) // the next poll brings it, and a new ETag
 * api.fail({ status: 429, retryAfter: 1, times: 2 })
 * api.close()
 */
export function createFlagbaseApi(options: FlagbaseApiOptions = {}): FlagbaseApi {
  const { sdkKey = 'demo-key' } = options
  if (sdkKey === '') throw new TypeError('createFlagbaseApi: sdkKey is empty; leave it out for demo-key')
  const flags = createItemStore('flag', (flag) => flag.flagKey, options.flags ?? [])
  const { pass, controls } = createGate<FlagbaseRoute>(sdkKey, flagbaseError)

  const app = new Hono()
  app.all('*', async (c) => {
    const route = isAtRoot(c) && c.req.method === 'GET' ? 'flags' : 'unknown'
    const instead = await pass(route, c, async () => {
      c.res = refusal(c, sdkKey) ?? (await poll(c.req.header('ETag'), flags.list()))
    })
    return instead ?? c.res
  })

  return {
    ...controls,
    app,
    fetch: toFetch(app),
    sdkKey,
    setFlag: flags.set,
    updateFlag: (flagKey, change) => flags.set(flags.changed(flagKey, change)),
    deleteFlag: flags.remove,
  }
}

const isAtRoot = (c: Context): boolean => c.req.path === '/'

/** Why this is not a poll; undefined where it is one. */
function refusal(c: Context, sdkKey: string): Response | undefined {
  if (!isAtRoot(c)) return flagbaseError(404, 'There is nothing here: the poller answers at /')
  if (c.req.method !== 'GET') return flagbaseError(405, 'The poller answers to GET only', { Allow: 'GET' })
  if (c.req.header('x-sdk-key') !== sdkKey) return flagbaseError(403, 'The SDK key is not known')
  if (!c.req.header('ETag')) {
    return flagbaseError(400, 'The ETag header is missing: send the ETag of the last answer, or initial')
  }
  return undefined
}

/** @param known the ETag that the client has */
async function poll(known: string | undefined, flags: readonly FlagbaseFlag[]): Promise<Response> {
  // Sorted, so that a flag that is deleted and created again gives the same body as before.
  const data = flags
    .map((attributes) => ({ type: 'raw_flag', id: attributes.flagKey, attributes }))
    .sort((one, other) => (one.id < other.id ? -1 : 1))
  const body = JSON.stringify({ data })
  const etag = await sha256(body)
  const headers = { ETag: etag }
  return known === etag
    ? new Response(null, { status: 304, headers })
    : new Response(body, { headers: { 'Content-Type': JSON_API, ...headers } })
}

/** As hexadecimal digits, with no quotes around: so are the ETags of Flagbase's server. */
async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
