import { createExecutionContext, env, waitOnExecutionContext } from 'cloudflare:test'
import type { Store } from 'burgee'
import { compileHarness, type FeatureConfig } from 'burgee/harness'
import { type FeatureFlagsOptions, type FlagsEnv, featureFlags } from 'burgee/hono'
import { kv } from 'burgee/kv'
import { Hono } from 'hono'
import { onTestFinished, vi } from 'vitest'
import { boolFlag, stringFlag } from '../conformance/build.js'

/** The bindings that wrangler.toml and the test configuration give. */
export interface Bindings {
  readonly FLAGS: KVNamespace
  readonly HARNESS_SDK_KEY: string
}

export const bindings = env as unknown as Bindings

export const KEY = 'burgee:snapshot'

/** The headers of a visitor who was here before. */
export const KNOWN = { cookie: 'burgee_id=11111111-2222-4333-8444-555555555555' }

/** A snapshot of one flag, `dark-mode`, served on or off. */
export const snapshotServing = (on: boolean, more: readonly FeatureConfig[] = []): string =>
  compileHarness({
    flags: [
      boolFlag('dark-mode', { defaultServe: { variation: on ? 'on' : 'off' } }),
      stringFlag('greeting'),
      ...more,
    ],
  }).snapshot

/** Real Workers KV, with its reads counted, slowed down and failed as a test wants. */
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

/** An app with one route, `GET /`, that shows what the request saw. Counts nothing unless it is told to. */
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

/** One request with an execution context of its own; `settle` waits for its `waitUntil`. */
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

/** What a request saw, after everything it left to `waitUntil` is done. */
export const see = async (app: Hono<FlagsEnv>, init: RequestInit = {}): Promise<Seen> => {
  const { seen, settle } = await request(app, init)
  await settle()
  return seen()
}

/** Moves the clock; timers go on as they are. */
export const later = (seconds: number) => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 })
  onTestFinished(() => void vi.useRealTimers())
}

/** A gate that what waits for it passes when it is opened. */
export const gate = () => {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, wait: () => opened }
}
