import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { type FlagsRequest, featureFlags, type IttyFlags, type IttyFlagsOptions } from 'burgee/itty'
import { AutoRouter, error, IttyRouter, json, Router } from 'itty-router'
import { bindings, type Seen } from './workerd.js'

/** Adds the routes of a test. */
export type Routes = (router: {
  get(path: string, handler: (request: FlagsRequest) => unknown): unknown
}) => void

export type Fetch = (request: Request, env?: unknown, context?: unknown) => Promise<Response>

const show = ({ flags }: FlagsRequest) => ({
  dark: flags.boolVariation('dark-mode', false),
  source: flags.snapshot.source,
  target: flags.target ?? null,
})

const missing = () => error(404)

/** Each of itty's routers, with flags as docs/itty.md has them, and a route `GET /` that shows what the request saw. */
const ROUTERS: Readonly<Record<string, (flags: IttyFlags, routes: Routes) => Fetch>> = {
  AutoRouter({ withFlags, finishFlags }, routes) {
    const router = AutoRouter({ before: [withFlags], finally: [finishFlags] })
    routes(router)
    router.get('/', show)
    return (...args) => router.fetch(...args)
  },

  Router({ withFlags, finishFlags }, routes) {
    const router = Router({ before: [withFlags], catch: error, finally: [json, finishFlags] })
    routes(router)
    router.get('/', show)
    router.all('*', missing)
    return (...args) => router.fetch(...args)
  },

  IttyRouter({ withFlags, finishFlags }, routes) {
    const router = IttyRouter()
    router.all('*', withFlags)
    routes(router)
    router.get('/', show)
    router.all('*', missing)
    return (request, ...args) =>
      router
        .fetch(request, ...args)
        .then(json)
        .catch(error)
        .then((response) => finishFlags(response, request))
  },
}

export const ROUTER_NAMES = Object.keys(ROUTERS)

/** An app with that router. By default it counts nothing. */
export const ittyApp = (name: string, options: IttyFlagsOptions = {}, routes: Routes = () => {}): Fetch => {
  const make = ROUTERS[name]
  if (make === undefined) throw new Error(`there is no router ${name}`)
  return make(featureFlags({ logLevel: 'silent', metrics: false, ...options }), routes)
}

/** One request with its own execution context. `settle` waits for the work in `waitUntil`. */
export const request = async (fetch: Fetch, init: RequestInit & { path?: string } = {}) => {
  const context = createExecutionContext()
  const response = await fetch(new Request(`https://app.test${init.path ?? '/'}`, init), bindings, context)
  return { response, settle: () => waitOnExecutionContext(context) }
}

/** What a request saw, after the work in `waitUntil` is done. */
export const see = async (fetch: Fetch, init: RequestInit = {}): Promise<Seen> => {
  const { response, settle } = await request(fetch, init)
  await settle()
  return response.json<Seen>()
}

export const cookiesOf = (response: Response) => response.headers.getAll('set-cookie')

/** The names of the cookies that a response sets, in their order. */
export const cookieNames = (response: Response) => cookiesOf(response).map((cookie) => cookie.split('=')[0])
