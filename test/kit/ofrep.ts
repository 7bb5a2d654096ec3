import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { compileHarness, type FeatureConfig } from 'burgee/harness'
import { memory } from 'burgee/memory'
import { type OfrepOptions, ofrep } from 'burgee/ofrep'
import { Hono } from 'hono'
import { boolFlag, clause, rule, stringFlag } from '../conformance/build.js'
import { checkProtocol } from './ofrep-protocol.js'
import { bindings } from './workerd.js'

/** One flag for each kind of result. Those that browsers may see begin with `web-`. */
export const FLAGS: readonly FeatureConfig[] = [
  boolFlag('web-dark', { rules: [rule('on', [clause('plan', 'equal', 'pro')])] }),
  boolFlag('web-off', { state: 'off' }),
  boolFlag('web-needs', { prerequisites: [{ feature: 'web-off', variations: ['on'] }] }),
  stringFlag('web-banner', {
    defaultServe: { distribution: { bucketBy: 'identifier', variations: [{ variation: 'b', weight: 100 }] } },
  }),
  boolFlag('web-listed', { variationToTargetMap: [{ variation: 'on', targets: [{ identifier: 'ada' }] }] }),
  {
    ...stringFlag('web-limit', { defaultServe: { variation: 'a' } }),
    kind: 'int',
    variations: [{ identifier: 'a', value: '1.5' }],
    offVariation: 'a',
  },
  {
    ...stringFlag('web-theme', { defaultServe: { variation: 'a' } }),
    kind: 'json',
    variations: [{ identifier: 'a', value: '{"color":"red"}' }],
    offVariation: 'a',
  },
  {
    ...stringFlag('web-broken', { defaultServe: { variation: 'a' } }),
    kind: 'int',
    variations: [{ identifier: 'a', value: 'many' }],
    offVariation: 'a',
  },
  stringFlag('price-secret'),
]

export const snapshotOf = (flags: readonly FeatureConfig[], createdAt?: number): string =>
  compileHarness({ flags }, createdAt === undefined ? {} : { createdAt }).snapshot

/** An app whose isolate has these flags: `web-*` is visible, without log and metrics. */
export const ofrepApp = (options: Partial<OfrepOptions> = {}): Hono => {
  const app = new Hono()
  const store = memory(snapshotOf(FLAGS))
  app.route('/', ofrep({ flags: ['web-*'], store, logLevel: 'silent', metrics: false, ...options }))
  return app
}

export const ALL = '/ofrep/v1/evaluate/flags'

export interface Ask {
  /** A flag's key. Default: all flags. */
  readonly key?: string
  readonly context?: unknown
  /** Replaces the body with the context. */
  readonly body?: BodyInit
  readonly headers?: Readonly<Record<string, string>>
  readonly env?: unknown
}

/** Asks like a provider, waits for the work in `waitUntil`, and checks the response against the protocol. */
export const ask = async (app: Hono, { key, context = { targetingKey: 'ada' }, ...init }: Ask = {}) => {
  const execution = createExecutionContext()
  const request = new Request(
    `https://app.test${ALL}${key === undefined ? '' : `/${encodeURIComponent(key)}`}`,
    {
      method: 'POST',
      body: init.body ?? JSON.stringify({ context }),
      headers: { 'content-type': 'application/json; charset=utf-8', ...init.headers },
    },
  )
  const response = await app.fetch(request, 'env' in init ? init.env : bindings, execution)
  await waitOnExecutionContext(execution)
  await checkProtocol(key === undefined ? 'all' : 'one', response)
  return response
}

export interface Bulk {
  readonly flags: readonly { readonly key: string; readonly value: unknown; readonly errorCode?: string }[]
}

/** All flags that are shown, by key: the value, or the error's code. */
export const askAll = async (app: Hono, init: Ask = {}): Promise<Record<string, unknown>> => {
  const { flags } = (await (await ask(app, init)).json()) as Bulk
  return Object.fromEntries(flags.map(({ key, value, errorCode }) => [key, errorCode ?? value]))
}
