/** What the types of the browser's side promise. Checked by `npm run typecheck`; vitest runs what is left. */
import { createFlags, type Flags } from 'burgee'
import { flagsScript, injectFlags } from 'burgee/bootstrap'
import { type BrowserFlags, readFlags } from 'burgee/browser'
import { type FlagsEnv, featureFlags } from 'burgee/hono'
import { Hono } from 'hono'
import type { HtmlEscapedString } from 'hono/utils/html'
import { expectTypeOf, it } from 'vitest'

it('a context of an app with flags is a source, whatever else the app has', () => {
  const app = new Hono<FlagsEnv & { Bindings: { DB: string }; Variables: { user: string } }>()
  app.get('/', (c) => c.html(flagsScript(c)))
  app.get('/', (c) => injectFlags(new Response(), c))
  new Hono().get('/', featureFlags(), (c) => c.html(flagsScript(c, { nonce: undefined })))
})

it('so are flags; and nothing else', () => {
  expectTypeOf(flagsScript).toBeCallableWith(createFlags({ logLevel: 'silent' }).forTarget(undefined))
  // @ts-expect-error an app without flags
  new Hono<{ Variables: { user: string } }>().get('/', (c) => c.html(flagsScript(c)))
})

it('the block is what Hono takes for HTML, and a string', () => {
  expectTypeOf(flagsScript).returns.toExtend<HtmlEscapedString>()
  expectTypeOf(flagsScript).returns.toExtend<string>()
})

it('a function of the calls that both sides have can be given either', () => {
  expectTypeOf<Flags>().toExtend<BrowserFlags>()
  const flags = readFlags()
  expectTypeOf(flags.boolVariation('a', false)).toEqualTypeOf<boolean>()
  expectTypeOf(flags.stringVariation('a', 'b')).toEqualTypeOf<string>()
  expectTypeOf(flags.numberVariation('a', 0)).toEqualTypeOf<number>()
  expectTypeOf(flags.jsonVariation<string[]>('a', [])).toEqualTypeOf<string[]>()
})
