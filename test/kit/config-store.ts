import { createHash } from 'node:crypto'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

export interface FakeConfig {
  /** Both sides: the one that clients read, and the REST API. */
  readonly app: Hono
  readonly items: Map<string, unknown>
  /** How many reads of an item and writes through the REST API there were. */
  readonly counts: { reads: number; writes: number }
  /** The response to every request, instead of the normal one. Undefined: the normal one. */
  fault: { status: number; body: string } | undefined
}

export interface FakeConfigOptions {
  /** Bytes, for all items together. Default: 8,192. */
  readonly maxBytes?: number
}

export const CONFIG_ID = 'ecfg_local'
/** May read. */
export const READ_TOKEN = 'read-token'
/** May write. */
export const API_TOKEN = 'api-token'
export const TEAM_ID = 'team_1'

/**
 * Vercel's Global Config in memory, as strict as its documentation: the side that clients read, and the part of the REST
 * API that writes items (`PATCH /v1/global-config/{id}/items`).
 */
export const fakeConfig = ({ maxBytes = 8_192 }: FakeConfigOptions = {}): FakeConfig => {
  const fake: FakeConfig = {
    app: new Hono(),
    items: new Map(),
    counts: { reads: 0, writes: 0 },
    fault: undefined,
  }
  const { app, items, counts } = fake
  const digest = () =>
    createHash('sha256')
      .update(JSON.stringify([...items]))
      .digest('hex')

  app.use(async (_, next) => {
    if (!fake.fault) return next()
    const { status, body } = fake.fault
    return new Response(body, { status })
  })

  app.get('/:id{ecfg_.+}/item/:key', (c) => {
    counts.reads++
    if (c.req.header('authorization') !== `Bearer ${READ_TOKEN}`) return c.json({}, 401)
    if (c.req.param('id') !== CONFIG_ID) return c.json({ error: { code: 'edge_config_not_found' } }, 404)
    const key = c.req.param('key')
    const etag = `"${digest()}"`
    if (!items.has(key)) return c.json({}, 404, { 'x-edge-config-digest': digest() })
    if (c.req.header('if-none-match') === etag) return c.body(null, 304)
    return c.json(items.get(key) as object, 200, { 'x-edge-config-digest': digest(), etag })
  })

  app.patch('/v1/global-config/:id/items', async (c) => {
    counts.writes++
    const refuse = (status: 400 | 403 | 404 | 413, code: string, message: string) =>
      c.json({ error: { code, message } }, status)
    if (c.req.header('authorization') !== `Bearer ${API_TOKEN}`) {
      return refuse(403, 'forbidden', 'Not authorized')
    }
    const teamId = c.req.query('teamId')
    if (c.req.param('id') !== CONFIG_ID || (teamId !== undefined && teamId !== TEAM_ID)) {
      return refuse(404, 'not_found', 'Edge Config not found')
    }
    if (!c.req.header('content-type')?.startsWith('application/json')) {
      return refuse(400, 'bad_request', 'Content-Type must be application/json')
    }
    const changed = new Map(items)
    const { items: operations } = (await c.req.json()) as { items: readonly Record<string, unknown>[] }
    for (const { operation, key, value, ...rest } of operations) {
      const known = operation === 'upsert' && typeof key === 'string' && value !== undefined
      if (!known || !/^[\w-]{1,256}$/.test(key) || Object.keys(rest).length > 0) {
        return refuse(400, 'bad_request', 'Invalid request: items')
      }
      changed.set(key, value)
    }
    if (Buffer.byteLength(JSON.stringify(Object.fromEntries(changed))) > maxBytes) {
      return refuse(413, 'edge_config_too_large', 'The Edge Config is too large for this plan')
    }
    for (const [key, value] of changed) items.set(key, value)
    return c.json({ status: 'ok' })
  })

  return fake
}

export interface ServedConfig {
  /** The address of the REST API. */
  readonly url: string
  /** The connection string for a client. */
  readonly connection: string
  stop(): Promise<void>
}

/** Serves the fake over HTTP, for clients that do their own fetching. */
export const serveConfig = async ({ app }: FakeConfig): Promise<ServedConfig> => {
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise<void>((listening) => server.once('listening', listening))
  const { port } = server.address() as { port: number }
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    connection: `${url}/${CONFIG_ID}?token=${READ_TOKEN}`,
    stop: () => new Promise((closed) => void server.close(() => closed())),
  }
}
