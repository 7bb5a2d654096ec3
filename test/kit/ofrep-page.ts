import { compileHarness, type FeatureConfig } from 'burgee/harness'
import { onTestFinished, vi } from 'vitest'
import { boolFlag, clause, rule, stringFlag } from '../conformance/build.js'
import { bundleAndStart } from './worker.js'

export const SHOP = 'https://shop.example'

/** `web-dark` is on for the plan `pro`, and serves `dark` to all others. */
export const flagsWith = (dark: boolean, secret = 'a'): readonly FeatureConfig[] => [
  boolFlag('web-dark', {
    rules: [rule('on', [clause('plan', 'equal', 'pro')])],
    defaultServe: { variation: dark ? 'on' : 'off' },
  }),
  stringFlag('web-banner'),
  numberFlag('web-limit', '1.5'),
  numberFlag('web-broken', 'many'),
  { ...numberFlag('web-theme', '{"color":"red"}'), kind: 'json' },
  stringFlag('price-secret', { defaultServe: { variation: secret } }),
]

const numberFlag = (feature: string, value: string): FeatureConfig => ({
  ...stringFlag(feature),
  kind: 'int',
  variations: [{ identifier: 'a', value }],
  offVariation: 'a',
})

/** Starts workerd, with nothing published yet. */
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

/** A page's `fetch`, and the statuses that it received, without preflights. */
export interface Page {
  readonly fetch: typeof fetch
  readonly statuses: number[]
}

/**
 * `fetch` of a page of this origin, for requests to other origins. It sends a preflight, fails if the page may not read
 * the response, and shows only the exposed headers. Source: the Fetch standard, CORS.
 */
export const pageOf = (origin: string): Page => {
  const statuses: number[] = []
  const allows = (response: Response) =>
    ['*', origin].includes(response.headers.get('access-control-allow-origin') ?? '')
  const names = (response: Response, header: string) =>
    (response.headers.get(header) ?? '').toLowerCase().split(/\s*,\s*/)

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
    const response = await fetch(request)
    if (!allows(response)) throw new TypeError('Failed to fetch: the response may not be read')
    statuses.push(response.status)
    const shown = ['cache-control', 'content-type', ...names(response, 'access-control-expose-headers')]
    return new Response(response.status === 304 ? null : await response.text(), {
      status: response.status,
      headers: [...response.headers].filter(([name]) => shown.includes(name)),
    })
  }
  return { fetch: fetchAcross, statuses }
}

/**
 * What the web provider needs of a browser and Node does not have: `localStorage`, and a `document` that reports when the
 * page becomes visible again.
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
