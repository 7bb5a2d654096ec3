import { createExecutionContext, env, waitOnExecutionContext } from 'cloudflare:test'
import type { Store } from 'burgee'
import { type FeatureFlagsOptions, type FlagsEnv, featureFlags } from 'burgee/hono'
import { kv } from 'burgee/kv'
import { Hono } from 'hono'

/** What tests inside workerd start with: bindings, a store in KV, an app and its requests. */

/** The bindings of wrangler.toml and test/vitest.config.ts. */
export interface Bindings {
  readonly FLAGS: KVNamespace
  readonly HARNESS_SDK_KEY: string
}

export const bindings = env as unknown as Bindings

export const KEY = 'burgee:snapshot'

/** The headers of a visitor who has the cookie. */
export const KNOWN = { cookie: 'burgee_id=11111111-2222-4333-8444-555555555555' }

/** Real Workers KV. It counts reads and writes, and a test can slow its reads down or fail them. */
export const watchedStore = () => {
  const real = kv(bindings.FLAGS)
  const watched = {
    reads: 0,
    writes: 0,
    /** Awaited before each read. */
    before: async (): Promise<void> => {},
  }
  const store: Store = {
    async read() {
      watched.reads++
      await watched.before()
      return real.read()
    },
    async write(text) {
      watched.writes++
      await real.write(text)
    },
  }
  return Object.assign(watched, { store })
}

/** An app with one route, `GET /`, which shows what the request saw. By default it counts nothing. */
export const flagsApp = (options: FeatureFlagsOptions): Hono<FlagsEnv> => {
  const app = new Hono<FlagsEnv>()
  app.use(featureFlags({ logLevel: 'silent', metrics: false, ...options }))
  app.get('/', (c) => {
    const flags = c.get('flags')
    return c.json({
      dark: flags.boolVariation('dark-mode', false),
      source: flags.snapshot.source,
      target: flags.target ?? null,
    })
  })
  return app
}

export interface Seen {
  readonly dark: boolean
  readonly source: string
  readonly target: {
    readonly identifier: string
    readonly name?: string
    readonly anonymous?: boolean
    readonly attributes: Record<string, unknown>
  } | null
}

/** One request with its own execution context. `settle` waits for the work in `waitUntil`. */
export const request = async (
  app: Hono<FlagsEnv>,
  init: RequestInit & { path?: string } = {},
): Promise<{ response: Response; settle: () => Promise<void>; seen: () => Promise<Seen> }> => {
  const context = createExecutionContext()
  const response = await app.fetch(
    new Request(`https://app.test${init.path ?? '/'}`, init),
    bindings,
    context,
  )
  return {
    response,
    settle: () => waitOnExecutionContext(context),
    seen: async () => (await response.json()) as Seen,
  }
}

/** What a request saw, after the work in `waitUntil` is done. */
export const see = async (app: Hono<FlagsEnv>, init: RequestInit = {}): Promise<Seen> => {
  const { seen, settle } = await request(app, init)
  await settle()
  return seen()
}
