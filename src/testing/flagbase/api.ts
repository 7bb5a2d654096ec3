import { type Context, Hono } from 'hono'
import { toFetch } from '../api-fetch.js'
import { createGate, type TestApi } from '../gate.js'
import { createItemStore, type ItemChange } from '../item-store.js'
import { flagbaseError, JSON_API } from './error.js'
import type { FlagbaseFlag, FlagbaseRoute } from './types.js'

/** Options of `createFlagbaseApi`. */
export interface FlagbaseApiOptions {
  /** The flags at the start, as the poller sends them in `attributes`; copied. Default: none. */
  flags?: readonly FlagbaseFlag[]
  /** The only SDK key that the API accepts; it refuses any other with 403. Default: `'demo-key'`. */
  sdkKey?: string
}

/** Flagbase's poller, in memory. Its app serves the protocol at `/`. */
export interface FlagbaseApi extends TestApi<FlagbaseRoute> {
  /** Creates or replaces a flag. */
  setFlag(flag: FlagbaseFlag): void
  /** Changes a flag: fields to replace, or a function from a copy of it. Throws an Error if it does not exist. */
  updateFlag(flagKey: string, change: ItemChange<FlagbaseFlag>): void
  /** Deletes a flag. Returns false if it does not exist. */
  deleteFlag(flagKey: string): boolean
}

/**
 * Creates an API that speaks the protocol of Flagbase's poller, for tests and demos. It keeps everything in memory,
 * for the life of the object.
 *
 * Documents, errors and ETags have the form that Flagbase's server gives them. It is stricter about mistakes: a wrong
 * key gets a 403, and a missing ETag header a 400. Flagbase's server answers 500 or ignores the mistake.
 *
 * @param options see {@link FlagbaseApiOptions}; all have defaults
 * @throws TypeError if a flag has no `flagKey`, or two have the same, or the SDK key is empty
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
  if (sdkKey === '') throw new TypeError('createFlagbaseApi: sdkKey is empty; leave it out to get demo-key')
  const flags = createItemStore(
    { item: 'flag', create: 'createFlagbaseApi', set: 'setFlag', update: 'updateFlag' },
    (flag) => flag.flagKey,
    options.flags ?? [],
  )
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

/** The response to a request that is not a poll. Undefined if it is one. */
function refusal(c: Context, sdkKey: string): Response | undefined {
  if (!isAtRoot(c)) return flagbaseError(404, 'The poller answers only at /')
  if (c.req.method !== 'GET') return flagbaseError(405, 'The poller answers only GET', { Allow: 'GET' })
  if (c.req.header('x-sdk-key') !== sdkKey) return flagbaseError(403, 'The SDK key is not known')
  if (!c.req.header('ETag')) {
    return flagbaseError(400, 'The ETag header is missing: send the ETag of the last response, or initial')
  }
  return undefined
}

/** @param known the ETag that the client sent */
async function poll(known: string | undefined, flags: readonly FlagbaseFlag[]): Promise<Response> {
  // Sorted: a flag that is deleted and created again gives the same body as before.
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

/** Hexadecimal digits without quotes, like the ETags of Flagbase's server. */
async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
