/** `flagsScript`: which flags a browser receives, and that every value stays data. */
import { createFlags, type Target } from 'burgee'
import { type BootstrapOptions, type FlagsSource, flagsScript } from 'burgee/bootstrap'
import { compileHarness, type FeatureConfig } from 'burgee/harness'
import type { FlagsEnv } from 'burgee/hono'
import fc from 'fast-check'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { jsx } from 'hono/jsx'
import { beforeEach, describe, expect, it } from 'vitest'
import { boolFlag, clause, ids, rule, stringFlag } from '../../conformance/build.js'
import { constantFlag, snapshotServing } from '../../kit/flags.js'
import { HOSTILE_NAMES, HOSTILE_TEXTS, hostileJson } from '../../kit/hostile.js'
import { recorder } from '../../kit/record.js'
import { bindings, flagsApp, KEY, request } from '../../kit/workerd.js'

const FLAGS: readonly FeatureConfig[] = [
  boolFlag('dark-mode', { rules: [rule('on', [clause('plan', 'equal', 'pro')])] }),
  stringFlag('client-greeting', {
    variationToTargetMap: [{ variation: 'b', targets: ids('ada') }],
  }),
  constantFlag('client-columns', 'int', '2.5'),
  constantFlag('layout', 'json', '{"columns":[1,2]}'),
  stringFlag('secret-margin'),
]

const options = { snapshot: compileHarness({ flags: FLAGS }).snapshot, logLevel: 'silent' } as const
const ada: Target = { identifier: 'ada', attributes: { plan: 'pro' } }
const flagsFor = (target?: Target) => createFlags(options).forTarget(target)

/** What an HTML parser finds in the block. */
const parse = async (script: string): Promise<{ text: string; scripts: number; elements: number }> => {
  const found = { text: '', scripts: 0, elements: 0 }
  const parsed = new HTMLRewriter()
    .on('*', {
      element() {
        found.elements++
      },
    })
    .on('script[type="application/json"]#burgee-flags', {
      element() {
        found.scripts++
      },
      text({ text }) {
        found.text += text
      },
    })
    .transform(new Response(script))
  await parsed.text()
  return found
}

const sent = async (source: FlagsSource, given: BootstrapOptions): Promise<unknown> =>
  JSON.parse((await parse(flagsScript(source, given).toString())).text)

describe('which flags are sent', () => {
  it.each<[string, BootstrapOptions, object]>([
    ['none without options', {}, {}],
    ['none with an empty list', { flags: [] }, {}],
    [
      'those in the list',
      { flags: ['dark-mode', 'layout'] },
      { 'dark-mode': true, layout: { columns: [1, 2] } },
    ],
    ['those with the prefix', { prefix: 'client-' }, { 'client-greeting': 'B', 'client-columns': 2.5 }],
    [
      'those of both, each once',
      { flags: ['dark-mode', 'client-columns'], prefix: 'client-' },
      { 'dark-mode': true, 'client-greeting': 'B', 'client-columns': 2.5 },
    ],
    ['none if no flag has the prefix', { prefix: 'Client-' }, {}],
    ['those that exist', { flags: ['dark-mod', 'dark-mode'] }, { 'dark-mode': true }],
  ])('%s', async (_, given, expected) => {
    expect(await sent(flagsFor(ada), given)).toEqual(expected)
  })

  it('those of the list, with the values of this visitor', async () => {
    const given = { flags: ['dark-mode', 'client-greeting'] }
    expect(await sent(flagsFor(ada), given)).toEqual({ 'dark-mode': true, 'client-greeting': 'B' })
    expect(await sent(flagsFor(undefined), given)).toEqual({ 'dark-mode': false, 'client-greeting': 'A' })
  })

  it('none without a snapshot', async () => {
    const flags = createFlags({ logLevel: 'silent' }).forTarget(ada)
    expect(await sent(flags, { flags: ['dark-mode'], prefix: 'client-' })).toEqual({})
  })

  it('names and values, and nothing else', () => {
    const text = flagsScript(flagsFor(ada), { flags: ['client-greeting'] }).toString()
    expect(text).toBe('<script type="application/json" id="burgee-flags">{"client-greeting":"B"}</script>')
  })
})

describe('a flag that is sent', () => {
  it('counts as one evaluation', async () => {
    const counted: string[] = []
    const handle = createFlags({
      ...options,
      sink: {
        async send({ evaluations }) {
          counted.push(...evaluations.map(({ flag, count }) => `${flag} ${count}`))
          return undefined
        },
      },
    })
    const given = { flags: ['layout', 'layout', 'client-columns'], prefix: 'client-' }
    flagsScript(handle.forTarget(ada), given)
    await handle.flush()
    expect(counted.sort()).toEqual(['client-columns 1', 'client-greeting 1', 'layout 1'])
  })

  it('is logged if it does not exist', () => {
    const { logger, lines } = recorder()
    const flags = createFlags({ ...options, logger, logLevel: 'warn' }).forTarget(ada)
    flagsScript(flags, { flags: ['dark-mod'] })
    expect(lines).toEqual([expect.stringContaining('SDKCODE:6001: Fallback for dark-mod')])
  })
})

describe('every value stays data', () => {
  it.each(Object.entries(HOSTILE_TEXTS))('%s', async (_, text) => {
    const flags = [
      constantFlag('text', 'string', text),
      constantFlag('nested', 'json', JSON.stringify({ [text]: [text] })),
    ]
    const { snapshot } = compileHarness({ flags })
    const script = flagsScript(createFlags({ snapshot, logLevel: 'silent' }).forTarget(undefined), {
      flags: ['text', 'nested'],
    }).toString()
    const found = await parse(script)
    expect(found).toMatchObject({ elements: 1, scripts: 1 })
    expect(JSON.parse(found.text)).toEqual({ text, nested: { [text]: [text] } })
  })

  it.each(HOSTILE_NAMES)('a flag named %s', async (name) => {
    const { snapshot } = compileHarness({ flags: [boolFlag(name, { defaultServe: { variation: 'on' } })] })
    const flags = createFlags({ snapshot, logLevel: 'silent' }).forTarget(undefined)
    const { text, elements } = await parse(flagsScript(flags, { flags: [name] }).toString())
    expect(elements).toBe(1)
    expect(Object.entries(JSON.parse(text))).toEqual([[name, true]])
  })

  it('any JSON: it has no <, is ASCII, and an HTML parser returns it unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(hostileJson(), async (value) => {
        const { snapshot } = compileHarness({ flags: [constantFlag('it', 'json', JSON.stringify(value))] })
        const flags = createFlags({ snapshot, logLevel: 'silent' }).forTarget(undefined)
        const script = flagsScript(flags, { flags: ['it'] }).toString()
        expect(script.slice(1, -'</script>'.length)).toMatch(/^[\x20-\x3b\x3d-\x7e]*$/)
        const { text, elements } = await parse(script)
        expect(elements).toBe(1)
        expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify({ it: value }))
      }),
      { numRuns: 500 },
    )
  })
})

describe('in a page', () => {
  const block = '<script type="application/json" id="burgee-flags">{"dark-mode":true}</script>'
  const script = flagsScript(flagsFor(ada), { flags: ['dark-mode'] })

  it('Hono’s html leaves it as it is', async () => {
    expect(String(await html`<head>${script}</head>`)).toBe(`<head>${block}</head>`)
  })

  it('Hono’s JSX leaves it as it is', () => {
    expect(String(jsx('head', {}, script))).toBe(`<head>${block}</head>`)
  })

  it('in other templates it is a string', () => {
    expect(`<head>${script}</head>`).toBe(`<head>${block}</head>`)
    expect(`<head>${script}`.length + script.length).toBe(6 + 2 * block.length)
    expect(script.toString()).toBe(block)
  })

  it('has the nonce and the id of the options', () => {
    expect(flagsScript(flagsFor(ada), { nonce: 'dGVzdA+/_-==', id: 'my-flags_2' }).toString()).toBe(
      '<script type="application/json" id="my-flags_2" nonce="dGVzdA+/_-==">{}</script>',
    )
  })
})

describe('a Hono context', () => {
  beforeEach(() => bindings.FLAGS.put(KEY, snapshotServing('on')))

  it('can replace its flags', async () => {
    const app = flagsApp({})
    app.get('/page', (c) => c.html(html`<head>${flagsScript(c, { flags: ['dark-mode'] })}</head>`))
    const { response } = await request(app, { path: '/page' })
    expect(await response.text()).toBe(
      '<head><script type="application/json" id="burgee-flags">{"dark-mode":true}</script></head>',
    )
  })

  it('without the middleware throws an error with the reason', async () => {
    const app = new Hono<FlagsEnv>()
    app.get('/', (c) => c.html(flagsScript(c)))
    app.onError((error, c) => c.text(error.message))
    expect(await (await app.request('/')).text()).toContain('use featureFlags() before this')
    expect(() => flagsScript(undefined as never)).toThrow('use featureFlags() before this')
  })
})

describe('an option that is not valid throws, and the message does not show it', () => {
  const hostile = '"><img src=x onerror=alert(1)>'

  it.each<[string, object, string]>([
    ['a nonce that ends the attribute', { nonce: hostile }, 'nonce must be base64'],
    ['an empty nonce', { nonce: '' }, 'flagsScript: nonce must be base64'],
    ['a nonce with its source’s quotes', { nonce: "'nonce-abc'" }, 'nonce must be base64'],
    ['an id that ends the attribute', { id: hostile }, 'id must be a letter'],
    ['an empty id', { id: '' }, 'id must be a letter'],
    ['an id that is not a selector', { id: '2nd' }, 'id must be a letter'],
    ['an empty prefix', { prefix: '' }, 'flagsScript: prefix must be at least one character'],
    ['one flag, not in a list', { flags: 'dark-mode' }, 'flags must be a list'],
  ])('%s', (_, given, message) => {
    const attempt = () => flagsScript(flagsFor(ada), given)
    expect(attempt).toThrow(TypeError)
    expect(attempt).toThrow(message)
    expect(attempt).not.toThrow(hostile)
  })
})
