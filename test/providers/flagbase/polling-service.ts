/** A Flagbase polling service in the place of `fetch`, and a refresh against it. */
import { type FlagbaseOptions, flagbase } from 'burgee/flagbase'
import { memory } from 'burgee/memory'
import { type RefreshOptions, scheduledRefresh } from 'burgee/refresh'
import { onTestFinished, vi } from 'vitest'
import { flag } from '../../conformance/flagbase-build.js'
import { recorder } from '../../kit/record.js'

export const KEY = 'sdk-server_key-that-must-not-be-logged'
export const URL = 'https://poller.invalid/flags'
export const env = { FLAGBASE_SDK_KEY: KEY, FLAGBASE_POLLING_SERVICE_URL: URL }

/** As Flagbase's API words it when it refuses. */
export const errorDocument = (title: string, detail?: string): string =>
  JSON.stringify({ errors: [{ title, ...(detail && { detail }) }] })

interface PollRequest {
  readonly url: string
  readonly method: string
  readonly headers: Record<string, string>
  readonly status: number
}

/** What the service answers instead of its flags, until it is `undefined` again. */
type Instead = (request: Request) => Response | Promise<Response>

/** The service of one environment. Every body must be read to its end: `unread` counts those that were not. */
export const pollingService = () => {
  const service = {
    flags: ['one', 'two', 'three', 'four'].map((key) => flag(key)) as unknown[],
    /** Undefined: the service sends none. */
    etag: '"v1"' as string | undefined,
    instead: undefined as Instead | undefined,
    requests: [] as PollRequest[],
    unread: 0,
    statuses: () => service.requests.map(({ status }) => status),
    etagsSent: () => service.requests.map(({ headers }) => headers['etag']),
  }

  const answer: Instead = ({ headers }) => {
    if (headers.get('x-sdk-key') !== KEY) return new Response(errorDocument('Unauthorized'), { status: 401 })
    if (service.etag !== undefined && headers.get('ETag') === service.etag) {
      return new Response(null, { status: 304 })
    }
    const data = service.flags.map((attributes, id) => ({ type: 'flag', id: `${id}`, attributes }))
    return Response.json({ data }, { headers: service.etag === undefined ? {} : { Etag: service.etag } })
  }

  const fetch = async (input: string, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const response = await (service.instead ?? answer)(request)
    const { url, method, headers } = request
    service.requests.push({ url, method, headers: Object.fromEntries(headers), status: response.status })
    return watchBody(response)
  }

  const watchBody = (response: Response): Response => {
    if (response.body === null) return response
    service.unread++
    const watched = response.body.pipeThrough(
      new TransformStream({
        flush: () => {
          service.unread--
        },
      }),
    )
    return new Response(watched, response)
  }

  vi.stubGlobal('fetch', fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  return service
}

/** A refresh against a polling service, with what it stores and logs. */
export const setUp = (options: FlagbaseOptions = {}, more: RefreshOptions = {}) => {
  const service = pollingService()
  const store = memory()
  const writes: string[] = []
  const watched = {
    read: store.read,
    write: async (text: string) => {
      writes.push(text)
      await store.write(text)
    },
  }
  const log = recorder()
  const refreshWith = (changed: FlagbaseOptions) =>
    scheduledRefresh({
      provider: flagbase(changed),
      store: watched,
      logger: log.logger,
      logLevel: 'debug',
      ...more,
    })
  return { service, store, writes, refreshWith, refresh: refreshWith(options), ...log }
}
