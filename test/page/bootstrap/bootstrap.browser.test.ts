/**
 * The whole way of flags: KV, a Hono app in workerd, a page under a strict Content-Security-Policy, and the page's
 * own script in a real Chromium.
 */
import { createFlags } from 'burgee'
import { flagsScript } from 'burgee/bootstrap'
import { compileHarness, type FeatureConfig } from 'burgee/harness'
import fc from 'fast-check'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boolFlag, ids, stringFlag } from '../../conformance/build.js'
import { bundleWorker } from '../../kit/bundle.js'
import { CHROMIUM, inPage, launch, visit } from '../../kit/chromium.js'
import { constantFlag } from '../../kit/flags.js'
import { HOSTILE_TEXTS, hostileJson } from '../../kit/hostile.js'
import { type Origin, startOrigin } from '../../kit/origin.js'
import { bundleAndStart, type RunningWorker } from '../../kit/worker.js'

const texts = Object.values(HOSTILE_TEXTS)

const flags: readonly FeatureConfig[] = [
  boolFlag('dark-mode', { variationToTargetMap: [{ variation: 'on', targets: ids('ada') }] }),
  stringFlag('greeting', { variationToTargetMap: [{ variation: 'b', targets: ids('bob') }] }),
  constantFlag('layout', 'json', JSON.stringify({ ...HOSTILE_TEXTS, columns: [1, 2] })),
  constantFlag('columns', 'int', '-0.5'),
  boolFlag('__proto__', { defaultServe: { variation: 'on' } }),
  stringFlag('secret'),
  ...texts.map((text, i) => constantFlag(`hostile-${i}`, 'string', text)),
]

/** What a page's script must have read, as the string that it left in the page. */
const read = (dark: boolean, greeting: string): string =>
  JSON.stringify({
    dark,
    greeting,
    columns: -0.5,
    layout: { ...HOSTILE_TEXTS, columns: [1, 2] },
    proto: true,
    notSent: '(fallback)',
    notThere: false,
    ofAnotherType: -1,
    hostile: texts,
  })

const title = CHROMIUM
  ? 'in Chromium'
  : 'in Chromium (skipped: it is not installed at /usr/bin/chromium, and BURGEE_TEST_CHROMIUM does not name it)'

describe.skipIf(!CHROMIUM)(title, { timeout: 30_000 }, () => {
  let origin: Origin
  let worker: RunningWorker
  let browser: Browser

  beforeAll(async () => {
    origin = await startOrigin()
    const { code } = await bundleWorker({ file: 'test/fixtures/page.ts' })
    worker = await bundleAndStart(
      { file: 'test/fixtures/bootstrap-worker.ts' },
      { ORIGIN: origin.url, PAGE_SCRIPT: code },
    )
    const namespace = await worker.miniflare.getKVNamespace('FLAGS')
    await namespace.put('burgee:snapshot', compileHarness({ flags }).snapshot)
    browser = await launch()
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
    await origin?.stop()
  })

  const open = async (path: string, visitor = 'ada') => {
    const visited = await visit(browser, new URL(path, worker.url), visitor)
    await visited.page.waitForLoadState('load')
    return {
      ...visited,
      seen: await inPage(visited.page, 'seen'),
      executed: await inPage(visited.page, 'executed'),
    }
  }

  it('under a strict policy the page’s own script reads every value exactly, and the policy refuses nothing', async () => {
    const { seen, executed, violations, requests, errors } = await open('/strict')
    expect(seen).toBe(read(true, 'A'))
    expect(executed).toBeUndefined()
    expect(await violations()).toEqual([])
    expect(errors).toEqual([])
    expect(requests).toEqual(['/strict', '/page.js'])
  })

  it('control: a script that the policy refuses is noticed', async () => {
    const { seen, executed, violations } = await open('/strict/violating')
    expect(seen).toBe(read(true, 'A'))
    expect(executed).toBeUndefined()
    expect(await violations()).toEqual(['script-src-elem inline'])
  })

  it('without a policy no value is executed or makes a request', async () => {
    const { seen, executed, requests, errors } = await open('/open')
    expect(seen).toBe(read(true, 'A'))
    expect(executed).toBeUndefined()
    expect(errors).toEqual([])
    expect(requests).toEqual(['/open', '/page.js'])
  })

  it.each([
    ['ada', true, 'A'],
    ['bob', false, 'B'],
    ['eve', false, 'A'],
  ] as const)('%s gets their own values', async (visitor, dark, greeting) => {
    expect((await open('/strict', visitor)).seen).toBe(read(dark, greeting))
  })

  it('a page without the block falls back', async () => {
    expect(JSON.parse(String((await open('/open/empty')).seen))).toMatchObject({
      dark: false,
      greeting: '(fallback)',
      hostile: [],
    })
  })

  it('an origin’s page has the flags while it still loads, and its policy refuses nothing', async () => {
    const { page, violations, errors } = await visit(browser, new URL('/origin/held', worker.url), 'ada')
    // The origin holds the second half back.
    await expect
      .poll(() => inPage(page, 'early'), { timeout: 10_000 })
      .toEqual(['loading', '{"dark-mode":true}'])
    expect(await page.evaluate('document.readyState')).toBe('loading')
    origin.release()
    await page.waitForLoadState('load')
    expect(await page.evaluate('document.body.textContent')).toBe('firstsecond: ü')
    expect(await violations()).toEqual([])
    expect(errors).toEqual([])
  })

  it('Chromium’s HTML parser returns any JSON unchanged', async () => {
    const values = fc.sample(hostileJson(), 500)
    const scripts = values.map((value) => {
      const { snapshot } = compileHarness({ flags: [constantFlag('it', 'json', JSON.stringify(value))] })
      const view = createFlags({ snapshot, logLevel: 'silent' }).forTarget(undefined)
      return flagsScript(view, { flags: ['it'] }).toString()
    })
    const { page } = await open('/open/empty')
    const parsed = await page.evaluate((scripts) => {
      const { DOMParser } = globalThis as unknown as { DOMParser: new () => Parser }
      interface Parser {
        parseFromString(html: string, type: string): { head: Element; body: Element }
      }
      interface Element {
        readonly childNodes: ArrayLike<{ readonly textContent: string }>
      }
      return scripts.map((script) => {
        const { head, body } = new DOMParser().parseFromString(script, 'text/html')
        const [only] = Array.from(head.childNodes)
        const text =
          head.childNodes.length === 1 && body.childNodes.length === 0 ? only?.textContent : undefined
        return text === undefined ? 'more than the block' : JSON.stringify(JSON.parse(text))
      })
    }, scripts)
    expect(parsed).toEqual(values.map((value) => JSON.stringify({ it: value })))
  })
})
