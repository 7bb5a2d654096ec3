import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { Gate } from '../gate.js'
import { harnessError } from './error.js'
import type { HarnessClaims, Tokens } from './tokens.js'
import type { HarnessFlag, HarnessRoute, HarnessSegment } from './types.js'

/** The data and functions behind the routes. */
export interface HarnessBackend {
  readonly sdkKey: string
  readonly claims: HarnessClaims
  readonly tokens: Tokens
  flags(): HarnessFlag[]
  flag(identifier: string): HarnessFlag | undefined
  segments(): HarnessSegment[]
  segment(identifier: string): HarnessSegment | undefined
  openStream(signal: AbortSignal): ReadableStream<Uint8Array>
  /** Takes a metrics body. Returns the reason if it refuses it. */
  acceptMetrics(body: unknown): string | undefined
  readonly pass: Gate<HarnessRoute>['pass']
}

/** Builds the client API and the events API of Harness, both under `/api/1.0`. */
export function harnessRoutes(backend: HarnessBackend): Hono {
  const { claims, tokens } = backend
  const app = new Hono().basePath('/api/1.0')

  const at =
    (route: HarnessRoute): MiddlewareHandler =>
    async (c, next) =>
      backend.pass(route, c, next)

  const bearer: MiddlewareHandler = async (c, next) => {
    const [scheme, token, ...rest] = (c.req.header('Authorization') ?? '').split(' ')
    const valid = scheme?.toLowerCase() === 'bearer' && token && rest.length === 0
    if (!valid || !(await tokens.accepts(token))) {
      return harnessError(401, 'The bearer token is missing, expired or from another service')
    }
    return next()
  }

  const environment: MiddlewareHandler = async (c, next) => {
    if (c.req.param('environment') !== claims.environment) {
      return harnessError(403, 'The environment in the path is not the one in the token')
    }
    return next()
  }

  // A client may leave the cluster out. If it sends one, it must be the token's.
  const cluster: MiddlewareHandler = async (c, next) => {
    const asked = c.req.query('cluster')
    if (asked !== undefined && asked !== claims.clusterIdentifier) {
      return harnessError(400, 'The cluster is not the one in the token')
    }
    return next()
  }

  const flagOnWire = (flag: HarnessFlag) => ({
    project: claims.projectIdentifier,
    environment: claims.environmentIdentifier,
    ...flag,
  })

  // Serving rules go only to clients that ask for them.
  const segmentOnWire = (segment: HarnessSegment, c: Context) => {
    const { servingRules, ...rest } = { name: segment.identifier, ...segment }
    return c.req.query('rules') === 'v2' && servingRules !== undefined ? { ...rest, servingRules } : rest
  }

  app.post('/client/auth', at('auth'), async (c) => {
    const body = await jsonBody(c)
    if (!isRecord(body) || typeof body['apiKey'] !== 'string' || body['apiKey'] === '') {
      return harnessError(400, 'Expected a JSON body with an apiKey')
    }
    if (body['apiKey'] !== backend.sdkKey) return harnessError(403, 'The SDK key is not known')
    return c.json({ authToken: await tokens.issue() })
  })

  const env = '/client/env/:environment'
  app.get(`${env}/feature-configs`, at('flags'), bearer, environment, cluster, (c) =>
    c.json(backend.flags().map(flagOnWire)),
  )
  app.get(`${env}/feature-configs/:identifier`, at('flag'), bearer, environment, cluster, (c) => {
    const flag = backend.flag(c.req.param('identifier'))
    return flag ? c.json(flagOnWire(flag)) : harnessError(404, 'The flag does not exist')
  })
  app.get(`${env}/target-segments`, at('segments'), bearer, environment, cluster, (c) =>
    c.json(backend.segments().map((segment) => segmentOnWire(segment, c))),
  )
  app.get(`${env}/target-segments/:identifier`, at('segment'), bearer, environment, cluster, (c) => {
    const segment = backend.segment(c.req.param('identifier'))
    return segment
      ? c.json(segmentOnWire(segment, c))
      : harnessError(404, 'The target segment does not exist')
  })

  app.get('/stream', at('stream'), bearer, cluster, (c) => {
    const key = c.req.header('API-Key')
    if (!key) return harnessError(400, 'The API-Key header is missing')
    if (key !== backend.sdkKey) return harnessError(403, 'The SDK key is not known')
    return new Response(backend.openStream(c.req.raw.signal), {
      headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache' },
    })
  })

  app.post('/metrics/:environment', at('metrics'), bearer, environment, cluster, async (c) => {
    const reason = backend.acceptMetrics(await jsonBody(c))
    return reason === undefined ? c.body(null, 200) : harnessError(400, reason)
  })

  app.notFound(async (c) => {
    const fault = await backend.pass('unknown', c, async () => {
      c.res = harnessError(404, 'The route does not exist')
    })
    return fault ?? c.res
  })
  return app
}

/** The body as JSON. Undefined if it is not JSON, or if the content type is not. */
async function jsonBody(c: Context): Promise<unknown> {
  if (!/^application\/json\b/i.test(c.req.header('Content-Type') ?? '')) return undefined
  try {
    return JSON.parse(await c.req.text())
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
