/** `withFlags` and `finishFlags` from burgee/itty, one by one, in workerd. */
import { type FlagsRequest, featureFlags, type IttyFlagsOptions } from 'burgee/itty'
import { memory } from 'burgee/memory'
import { AutoRouter, json, Router, withParams } from 'itty-router'
import { describe, expect, it } from 'vitest'
import { snapshotServing } from '../../kit/flags.js'
import { cookieNames, cookiesOf } from '../../kit/itty.js'
import { recorder } from '../../kit/record.js'

const stages = (options: IttyFlagsOptions = {}) =>
  featureFlags({
    logLevel: 'silent',
    metrics: false,
    store: memory(snapshotServing('on')),
    ...options,
  })

const visitor = (init: RequestInit = {}) => new Request('https://app.test/', init) as FlagsRequest

describe('withFlags', () => {
  it('returns a promise if it has to read the store, and nothing if the isolate has a snapshot', async () => {
    const { withFlags } = stages()
    const [cold, warm] = [visitor(), visitor()]
    const reading = withFlags(cold)
    expect(reading).toBeInstanceOf(Promise)
    expect(await reading).toBeUndefined()
    expect(withFlags(warm)).toBeUndefined()
    expect([cold, warm].map(({ flags }) => flags.snapshot.source)).toEqual(['store', 'memory'])
  })

  it('returns no response, so the next handler runs', async () => {
    const { withFlags } = stages()
    for (const request of [visitor(), visitor()]) expect(await withFlags(request)).toBeUndefined()
  })

  it('changes nothing the second time for the same request', async () => {
    const { withFlags } = stages()
    const request = visitor()
    await withFlags(request)
    const { flags } = request
    await withFlags(request)
    expect(request.flags).toBe(flags)
  })

  it.each<[string, RequestInit]>([
    ['with the place of the visitor', { cf: { country: 'GB' } } as never],
    ['without', {}],
  ])('works through the proxy of withParams, %s', async (_, init) => {
    const { withFlags, finishFlags } = stages()
    const request = visitor(init)
    withParams(request)
    await withFlags(request.proxy)
    expect(request.flags.boolVariation('dark-mode', false)).toBe(true)
    expect(request.proxy.flags).toBe(request.flags)
    withParams(request) // a proxy of the proxy
    expect(cookieNames(finishFlags(new Response(), request.proxy))).toEqual(['burgee_id'])
  })
})

describe('finishFlags', () => {
  it('adds the cookie once, however often it is called', async () => {
    const { withFlags, finishFlags } = stages()
    const request = visitor()
    await withFlags(request)
    const response = finishFlags(finishFlags(new Response(), request), request)
    expect(cookieNames(response)).toEqual(['burgee_id'])
  })

  it('returns the same response if its headers can be changed', async () => {
    const { withFlags, finishFlags } = stages()
    const request = visitor()
    await withFlags(request)
    const response = new Response()
    expect(finishFlags(response, request)).toBe(response)
  })

  it('keeps status, headers and body of a response that it has to copy', async () => {
    const { withFlags, finishFlags } = stages()
    const request = visitor()
    await withFlags(request)
    const init = { status: 203, headers: { 'x-kept': '1', 'cache-control': 'max-age=9' } }
    await caches.default.put('https://app.test/kept', new Response('kept', init))
    const cached = await caches.default.match('https://app.test/kept')
    expect(() => cached?.headers.append('x', '1')).toThrow(/immutable/)
    const response = finishFlags(cached, request)
    expect(response).not.toBe(cached)
    expect([response?.status, response?.headers.get('x-kept'), await response?.text()]).toEqual([
      203,
      '1',
      'kept',
    ])
    expect(response && cookieNames(response)).toEqual(['burgee_id'])
  })

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['an object that is still to become a response', { dark: true }],
    ['a string', 'text'],
  ])('leaves %s as it is', async (_, response) => {
    const { withFlags, finishFlags } = stages()
    const request = visitor()
    await withFlags(request)
    expect(finishFlags(response, request)).toBe(response)
  })

  it('logs nothing if no route made a response, which a Router allows', async () => {
    const { logger, codes } = recorder()
    const { withFlags, finishFlags } = stages({ logger, logLevel: 'info' })
    const router = Router({ before: [withFlags], finally: [json, finishFlags] })
    expect(await router.fetch(visitor())).toBeUndefined()
    expect(codes()).not.toContain(9008)
  })

  it('logs once if it stands before what makes the response, and adds the cookie when it is called again', async () => {
    const { logger, lines } = recorder()
    const { withFlags, finishFlags } = stages({ logger, logLevel: 'info' })
    const wrong = Router({ before: [withFlags], finally: [finishFlags, json] })
    wrong.get('/', () => ({}))
    for (let i = 0; i < 2; i++) expect(cookiesOf(await wrong.fetch(visitor()))).toEqual([])
    expect(lines.filter((line) => line.includes('9008'))).toEqual([expect.stringContaining('finishFlags')])

    const twice = Router({ before: [withFlags], finally: [finishFlags, json, finishFlags] })
    twice.get('/', () => ({}))
    expect(cookieNames(await twice.fetch(visitor()))).toEqual(['burgee_id'])
  })

  it('does not change a response if withFlags has not seen its request', () => {
    const { finishFlags } = stages()
    const response = Response.redirect('https://app.test/')
    expect(finishFlags(response, visitor())).toBe(response)
  })
})

describe('both', () => {
  it('in a router and in one within it: one target, one cookie', async () => {
    const { withFlags, finishFlags } = stages()
    const inner = AutoRouter({ base: '/inner', before: [withFlags], finally: [finishFlags] })
    inner.get('/', ({ flags }: FlagsRequest) => ({ inner: flags.target?.identifier }))
    const outer = AutoRouter({ before: [withFlags], finally: [finishFlags] })
    outer.all('/inner/*', inner.fetch)
    const response: Response = await outer.fetch(new Request('https://app.test/inner/'))
    const { inner: id } = await response.json<{ inner: string }>()
    expect(cookiesOf(response).map((cookie) => cookie.split(';')[0])).toEqual([`burgee_id=${id}`])
  })

  it('with two sets of options: each has its own cookie', async () => {
    const [one, other] = [stages(), stages({ target: { anonymous: { name: 'other_id' } } })]
    const router = Router({
      before: [one.withFlags, other.withFlags],
      finally: [one.finishFlags, other.finishFlags],
    })
    router.get('/', () => new Response())
    expect(cookieNames(await router.fetch(visitor()))).toEqual(['burgee_id', 'other_id'])
  })
})
