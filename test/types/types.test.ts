/** What the types promise: handlers need no cast. Checked by `npm run typecheck`; vitest runs what is left. */
import { createFlags, type Detail, type FlagsHandle } from 'burgee'
import { compileHarness } from 'burgee/harness'
import { type FeatureFlagsOptions, type Flags, type FlagsEnv, featureFlags } from 'burgee/hono'
import { kv } from 'burgee/kv'
import { type RefreshResult, scheduledRefresh } from 'burgee/refresh'
import { Hono } from 'hono'
import { describe, expectTypeOf, it } from 'vitest'
import flagsFile from '../../worker/demo/config.json' with { type: 'json' }

interface Env {
  readonly OTHER: KVNamespace
}

describe('types', () => {
  it('c.get("flags") is typed', () => {
    const app = new Hono<FlagsEnv & { Bindings: Env }>()
    app.use(featureFlags())
    app.get('/', (c) => {
      const flags = c.get('flags')
      expectTypeOf(flags).toEqualTypeOf<Flags>()
      expectTypeOf(flags.boolVariation('a', false)).toEqualTypeOf<boolean>()
      expectTypeOf(flags.stringVariation('a', '')).toEqualTypeOf<string>()
      expectTypeOf(flags.numberVariation('a', 0)).toEqualTypeOf<number>()
      expectTypeOf(flags.jsonVariation('a', { size: 1 })).toEqualTypeOf<{ size: number }>()
      expectTypeOf(flags.jsonVariation<string[]>('a', [])).toEqualTypeOf<string[]>()
      expectTypeOf(flags.detail('a', false)).toEqualTypeOf<Detail<boolean>>()
      expectTypeOf(flags.detail('a', null)).toEqualTypeOf<Detail<unknown>>()
      return c.text(c.var.flags.variation('a', 'control'))
    })
  })

  it('the middleware fits one route, and an app without FlagsEnv', () => {
    new Hono().get('/', featureFlags(), (c) => c.json(c.get('flags').all()))
    new Hono().use(featureFlags()).get('/', (c) => c.json(c.get('flags').all()))
  })

  it('one options object serves both sides', () => {
    const options: FeatureFlagsOptions = {
      store: (env: Env) => kv(env.OTHER),
      target: { header: 'x-id' },
      refresh: { acceptShrunken: true },
    }
    const app = new Hono<FlagsEnv & { Bindings: Env }>().use(featureFlags(options))
    const worker = { fetch: app.fetch, scheduled: scheduledRefresh(options) } satisfies ExportedHandler<Env>
    expectTypeOf(worker.scheduled).toBeFunction()
    const byHand = () => scheduledRefresh(options)({} as Env)
    expectTypeOf(byHand).returns.toEqualTypeOf<Promise<RefreshResult>>()
  })

  it('a handle can be used with `await using`', () => {
    const use = async () => {
      await using flags = createFlags()
      return flags.snapshot.source
    }
    expectTypeOf(use).returns.resolves.toBeString()
    expectTypeOf<FlagsHandle>().toExtend<AsyncDisposable>()
  })

  it('a JSON file of flags needs no cast', () => {
    expectTypeOf(createFlags({ snapshot: compileHarness(flagsFile).snapshot })).toEqualTypeOf<FlagsHandle>()
  })
})
