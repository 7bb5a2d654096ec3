/** The app of a peer. The first request opens the SDK. Each request makes the context once. */
import { Hono } from 'hono'
import type { Session } from '../../peers/contract.js'
import { KEYS } from './keys.js'
import { visitorOf } from './visitor.js'

export interface PeerEnv {
  readonly DOCUMENT: string
  readonly FLAGS: { get(key: string): Promise<string | null> }
  readonly CACHE_TTL: string
}

type Opened = Session<unknown>

export const peerApp = (open: (env: PeerEnv) => Session | Promise<Session>, asynchronous: boolean) => {
  const app = new Hono<{ Bindings: PeerEnv; Variables: { context: unknown } }>()
  let session: Opened
  app.use(async (c, next) => {
    session ??= (await open(c.env)) as unknown as Opened
    c.set('context', session.context(visitorOf(c.req.raw)))
    await next()
  })
  const synchronous = (context: unknown) => {
    let values = ''
    for (const [key, fallback] of KEYS) values += session.bool(context, key, fallback) ? '1' : '0'
    return values
  }
  const awaited = async (context: unknown) => {
    let values = ''
    for (const [key, fallback] of KEYS) values += (await session.bool(context, key, fallback)) ? '1' : '0'
    return values
  }
  if (asynchronous) app.get('/', async (c) => c.text(await awaited(c.get('context'))))
  else app.get('/', (c) => c.text(synchronous(c.get('context'))))
  return app
}
