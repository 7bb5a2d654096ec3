import { compileHarness, type FeatureConfig } from 'burgee/harness'
import { onTestFinished, vi } from 'vitest'
import { boolFlag, clause, rule, stringFlag } from '../../conformance/build.js'
import { bundleAndStart } from '../../kit/worker.js'

export const SHOP = 'https://shop.example'

/** `web-dark` is on for who has the plan `pro`, and serves the others what it is told to. */
export const flagsWith = (dark: boolean, secret = 'a'): readonly FeatureConfig[] => [
  boolFlag('web-dark', {
    rules: [rule('on', [clause('plan', 'equal', 'pro')])],
    defaultServe: { variation: dark ? 'on' : 'off' },
  }),
  stringFlag('web-banner'),
  numberFlag('web-limit', '1.5'),
  numberFlag('web-broken', 'many'),
  { ...numberFlag('web-theme', '{"colour":"red"}'), kind: 'json' },
  stringFlag('price-secret', { defaultServe: { variation: secret } }),
]

const numberFlag = (feature: string, value: string): FeatureConfig => ({
  ...stringFlag(feature),
  kind: 'int',
  variations: [{ identifier: 'a', value }],
  offVariation: 'a',
})

/** A workerd of its own, with nothing published yet. */
export const startOfrep = async () => {
  const { url, miniflare, stop } = await bundleAndStart({ file: 'test/fixtures/ofrep.ts' })
  const kv = await miniflare.getKVNamespace('FLAGS')
  return {
    baseUrl: `${url.origin}/flags`,
    publish: (flags: readonly FeatureConfig[]) =>
      kv.put('burgee:snapshot', compileHarness({ flags }).snapshot),
    stop,
  }
}

/** What the page’s `fetch` was answered: the statuses, preflights excepted. */
export interface Page {
  readonly fetch: typeof fetch
  readonly statuses: number[]
}

/**
 * `fetch` as a page of this origin has it, as far as other origins are concerned: it asks first, fails where it may
 * not read, and sees no headers but those that it is shown. Source: the Fetch standard, CORS.
 */
export const pageOf = (origin: string): Page => {
  const statuses: number[] = []
  const allows = (answer: Response) =>
    ['*', origin].includes(answer.headers.get('access-control-allow-origin') ?? '')
  const names = (answer: Response, header: string) =>
    (answer.headers.get(header) ?? '').toLowerCase().split(/\s*,\s*/)

  const fetchAcross = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const asked = [...request.headers.keys()].filter((name) => name !== 'accept').sort()
    const preflight = await fetch(request.url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': request.method,
        'access-control-request-headers': asked.join(','),
      },
    })
    const allowed = names(preflight, 'access-control-allow-headers')
    if (!preflight.ok || !allows(preflight) || asked.some((name) => !allowed.includes(name))) {
      throw new TypeError('Failed to fetch: the preflight was refused')
    }
    request.headers.set('origin', origin)
    const answer = await fetch(request)
    if (!allows(answer)) throw new TypeError('Failed to fetch: the answer may not be read')
    statuses.push(answer.status)
    const shown = ['cache-control', 'content-type', ...names(answer, 'access-control-expose-headers')]
    return new Response(answer.status === 304 ? null : await answer.text(), {
      status: answer.status,
      headers: [...answer.headers].filter(([name]) => shown.includes(name)),
    })
  }
  return { fetch: fetchAcross, statuses }
}

/**
 * What the web provider looks for in a browser and Node has not: `localStorage`, and a `document` that tells when
 * the page is looked at again.
 */
export const stubBrowser = () => {
  const stored = new Map<string, string>()
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  vi.stubGlobal('document', document)
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  return { stored, show: () => document.dispatchEvent(new Event('visibilitychange')) }
}
