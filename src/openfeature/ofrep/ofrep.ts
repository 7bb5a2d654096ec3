import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import type { FlagsView } from '../../client/view.js'
import type { Decision } from '../../core/decision.js'
import { evaluateFlag } from '../../core/evaluate.js'
import type { Snapshot } from '../../core/snapshot.js'
import { isIdentifier, type Target } from '../../core/target.js'
import * as codes from '../../events/codes.js'
import { type Log, messageOf } from '../../events/log.js'
import type { Provider } from '../../providers/contract.js'
import { withProvider } from '../../providers/default-provider.js'
import { createClients } from '../../request/clients.js'
import { type EvaluationContext, readContext } from './context.js'
import { documentOf, notFound, serverFailure } from './documents.js'
import { etagOf, matches } from './etag.js'
import { checkOfrepOptions, MAX_BODY_SIZE, type OfrepOptions } from './options.js'
import { visibilityOf } from './visible-flags.js'

const ALL = '/ofrep/v1/evaluate/flags'
const ONE = `${ALL}/:key`

/** Makes the app of `ofrep`. The default provider is for options without a provider or dialect. */
export const createOfrep = (options: OfrepOptions, defaultProvider: () => Provider): Hono => {
  checkOfrepOptions(options)
  const { authorize, cors: origins, maxBodySize = MAX_BODY_SIZE } = options
  const clientOf = createClients(withProvider(options, defaultProvider))
  const visible = visibilityOf(options.flags)

  /** What both requests share: read the context, authorize it, and open a view of the flags. */
  const serve =
    (respond: (c: Context, snapshot: Snapshot, view: FlagsView) => Response | Promise<Response>) =>
    async (c: Context): Promise<Response> => {
      const client = clientOf(c.env ?? {})
      const key = c.req.param('key')
      try {
        const context = await readContext(c.req, maxBodySize)
        if ('errorCode' in context) return c.json({ key, ...context }, 400)
        const target = targetOf(context, authorize !== undefined, client.log)
        const verdict = authorize ? await authorize(c, target) : true
        if (verdict instanceof Response) return verdict
        if (verdict !== true) return c.body(null, 401, { 'WWW-Authenticate': 'Bearer' })
        const { mustLoad } = client.cache
        if (mustLoad) await client.cache.load()
        const view = client.view(target, (work) => c.executionCtx.waitUntil(work), mustLoad)
        const { snapshot } = view.parts
        if (snapshot) return await respond(c, snapshot, view)
        return c.json(serverFailure(key, 'PROVIDER_NOT_READY', 'no snapshot is loaded'), 500)
      } catch (error) {
        const response = responseOf(error)
        if (response) return response
        codes.ofrepFailed(client.log, messageOf(error))
        return c.json(serverFailure(key, 'GENERAL', 'the server failed'), 500)
      }
    }

  const one = serve((c, snapshot, view) => {
    const key = c.req.param('key') ?? ''
    // Before evaluating, which would log keys that visitors make up.
    if (!visible.shows(key, c) || snapshot.flag(key) === undefined) return c.json(notFound(key), 404)
    const detail = view.detail(key, null)
    if (detail.errorCode) return c.json(documentOf(snapshot, key, detail), 500)
    return c.json({ ...documentOf(snapshot, key, detail), metadata: { revision: snapshot.header.revision } })
  })

  /** Sorted, so that the same flags always make the same body and tag. */
  const shownKeys = (snapshot: Snapshot, c: Context): readonly string[] =>
    visible.keys?.filter((key) => snapshot.flag(key)) ??
    snapshot.all().flatMap(({ key }) => (visible.shows(key, c) ? key : []))

  const all = serve(async (c, snapshot, { parts, subject }) => {
    const flags = shownKeys(snapshot, c)
      .map((key) => evaluateFlag(snapshot, key, subject))
      .map((decision) => documentOf(snapshot, decision.flag, logged(decision, parts.log)))
    // Without the revision: it changes with hidden flags too, and clients would see a change.
    const body = JSON.stringify({ flags })
    const etag = await etagOf(body)
    if (matches(c.req.header('if-none-match'), etag)) return c.body(null, 304, { ETag: etag })
    return c.body(body, 200, { 'Content-Type': 'application/json', ETag: etag })
  })

  const app = new Hono()
  // Not on `*`: if this app is mounted in another one, that has paths of its own.
  app.use(`${ALL}/*`, noStore)
  if (origins) app.use(`${ALL}/*`, allowOrigins(origins))
  app.post(ALL, all).post(ONE, one)
  return app.all(ALL, onlyPost).all(ONE, onlyPost)
}

/** @param authorized if false, the context is evaluated, but never sent with the metrics: any caller may claim it */
const targetOf = (
  { targetingKey: identifier, attributes }: EvaluationContext,
  authorized: boolean,
  log: Log,
): Target => {
  if (authorized && isIdentifier(identifier)) return { identifier, attributes }
  if (authorized) codes.identifierRefused(log, 'an evaluation context')
  return { identifier, attributes, anonymous: true }
}

const logged = (decision: Decision, log: Log): Decision['detail'] => {
  if (!decision.served) codes.fellBack(log, decision)
  return decision.detail
}

/** The response of an error that has one, such as Hono's HTTPException. */
const responseOf = (error: unknown): Response | undefined =>
  error instanceof Error && 'getResponse' in error && typeof error.getResponse === 'function'
    ? error.getResponse()
    : undefined

/** A response depends on the request's body, which caches do not read. Clients keep the flags and their tag. */
const noStore: MiddlewareHandler = async (c, next) => {
  await next()
  c.header('Cache-Control', 'no-store')
}

/** Seconds: the most that Chromium allows. Browsers send a preflight before every request of this protocol. */
const PREFLIGHT_AGE = 7_200

const allowOrigins = (origins: readonly string[]): MiddlewareHandler =>
  cors({
    origin: origins.includes('*') ? '*' : (origin) => (origins.includes(origin) ? origin : null),
    allowMethods: ['POST'],
    exposeHeaders: ['ETag', 'Retry-After'],
    maxAge: PREFLIGHT_AGE,
  })

const onlyPost = (c: Context): Response => c.body(null, 405, { Allow: 'POST' })
