import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import type { FlagsView } from '../../client/view.js'
import type { Decision } from '../../core/decision.js'
import { evaluateFlag } from '../../core/evaluate.js'
import type { Snapshot } from '../../core/snapshot.js'
import { isIdentifier, type Target } from '../../core/target.js'
import * as codes from '../../events/codes.js'
import { type Log, messageOf } from '../../events/log.js'
import { createClients } from '../../request/clients.js'
import { type EvaluationContext, readContext } from './context.js'
import { documentOf, notFound, serverFailure } from './documents.js'
import { etagOf, isMatched } from './etag.js'
import { checkOfrepOptions, MAX_BODY_SIZE, type OfrepOptions } from './options.js'
import { visibilityOf } from './visible-flags.js'

const ALL = '/ofrep/v1/evaluate/flags'
const ONE = `${ALL}/:key`

/**
 * The OpenFeature Remote Evaluation Protocol (OFREP, version 0.3) as a Hono app: `POST /ofrep/v1/evaluate/flags`
 * for all flags, as web providers ask, and `POST /ofrep/v1/evaluate/flags/{key}` for one, as server providers do.
 *
 * One flag is an evaluation like any other, and is counted. All flags are not, as with `all()`: nobody has been
 * shown anything yet.
 *
 * @throws TypeError at once, where `flags` is missing or an option is out of range
 * @throws SnapshotError at once, where the bundled snapshot is not one that this version reads
 *
 * @example
 * const app = new Hono()
 * app.route('/', ofrep({ flags: ['web-*'], cors: ['https://shop.example'] }))
 */
export const ofrep = (options: OfrepOptions): Hono => {
  checkOfrepOptions(options)
  const { authorize, cors: origins, maxBodySize = MAX_BODY_SIZE } = options
  const clientOf = createClients(options)
  const visible = visibilityOf(options.flags)

  /** What both have in common: who is asked about, whether they may be, and a view of the flags. */
  const serve =
    (answer: (c: Context, snapshot: Snapshot, view: FlagsView) => Response | Promise<Response>) =>
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
        if (snapshot) return await answer(c, snapshot, view)
        return c.json(serverFailure(key, 'PROVIDER_NOT_READY', 'no snapshot is loaded'), 500)
      } catch (error) {
        const answered = answerIn(error)
        if (answered) return answered
        codes.ofrepFailed(client.log, messageOf(error))
        return c.json(serverFailure(key, 'GENERAL', 'the server failed'), 500)
      }
    }

  const one = serve((c, snapshot, view) => {
    const key = c.req.param('key') ?? ''
    // Asked first, as evaluating would write what visitors make up into the log.
    if (!visible.shows(key, c) || snapshot.flag(key) === undefined) return c.json(notFound(key), 404)
    const detail = view.detail(key, null)
    if (detail.errorCode) return c.json(documentOf(key, detail), 500)
    return c.json({ ...documentOf(key, detail), metadata: { revision: snapshot.header.revision } })
  })

  /** By ascending key: the same answer has the same tag. */
  const shownKeys = (snapshot: Snapshot, c: Context): readonly string[] =>
    visible.keys?.filter((key) => snapshot.flag(key)) ??
    snapshot.all().flatMap(({ key }) => (visible.shows(key, c) ? key : []))

  const all = serve(async (c, snapshot, { parts, subject }) => {
    const flags = shownKeys(snapshot, c)
      .map((key) => evaluateFlag(snapshot, key, subject))
      .map((decision) => documentOf(decision.flag, logged(decision, parts.log)))
    // No revision in it: clients would be told that something changed when flags that they cannot see did.
    const body = JSON.stringify({ flags })
    const etag = await etagOf(body)
    if (isMatched(c.req.header('if-none-match'), etag)) return c.body(null, 304, { ETag: etag })
    return c.body(body, 200, { 'Content-Type': 'application/json', ETag: etag })
  })

  const app = new Hono()
  // Not on `*`: an app that this one is mounted in has other paths.
  app.use(`${ALL}/*`, notStored)
  if (origins) app.use(`${ALL}/*`, allowOrigins(origins))
  app.post(ALL, all).post(ONE, one)
  return app.all(ALL, onlyPost).all(ONE, onlyPost)
}

/**
 * @param vouchedFor false: anybody may have written this, so that it is evaluated, and never sent with the metrics
 */
const targetOf = (
  { targetingKey: identifier, attributes }: EvaluationContext,
  vouchedFor: boolean,
  log: Log,
): Target => {
  if (vouchedFor && isIdentifier(identifier)) return { identifier, attributes }
  if (vouchedFor) codes.identifierRefused(log, 'an evaluation context')
  return { identifier, attributes, anonymous: true }
}

const logged = (decision: Decision, log: Log): Decision['detail'] => {
  if (!decision.served) codes.fellBack(log, decision)
  return decision.detail
}

/** The answer in an error that has one: Hono's HTTPException, which its middleware throws. */
const answerIn = (error: unknown): Response | undefined =>
  error instanceof Error && 'getResponse' in error && typeof error.getResponse === 'function'
    ? error.getResponse()
    : undefined

/** Answers belong to one context, which no cache looks at; clients keep the flags and their tag themselves. */
const notStored: MiddlewareHandler = async (c, next) => {
  await next()
  c.header('Cache-Control', 'no-store')
}

/** Seconds. The longest that Chromium remembers; every request is one that browsers ask about first. */
const PREFLIGHT_AGE = 7_200

const allowOrigins = (origins: readonly string[]): MiddlewareHandler =>
  cors({
    origin: origins.includes('*') ? '*' : (origin) => (origins.includes(origin) ? origin : null),
    allowMethods: ['POST'],
    exposeHeaders: ['ETag', 'Retry-After'],
    maxAge: PREFLIGHT_AGE,
  })

const onlyPost = (c: Context): Response => c.body(null, 405, { Allow: 'POST' })
