/** The itty-router middleware in workerd, with each of its routers: what the contract of adapters does not know of them. */
import { SELF } from 'cloudflare:test'
import { StatusError } from 'itty-router'
import { beforeEach, describe, expect, it } from 'vitest'
import { snapshotServing } from '../../kit/flags.js'
import { cookieNames, ittyApp, ROUTER_NAMES, type Routes, request, see } from '../../kit/itty.js'
import { bindings, KEY } from '../../kit/workerd.js'

/** It has an identifier in a header, so it sets no cookie of its own. */
const askAnotherWorker = () => SELF.fetch('https://app.test/healthz', { headers: { 'x-target-id': 'ada' } })

describe.each(ROUTER_NAMES)('%s', (router) => {
  beforeEach(() => bindings.FLAGS.put(KEY, snapshotServing('on')))

  it.each([true, false])('serves what is in Workers KV: dark-mode %s', async (dark) => {
    await bindings.FLAGS.put(KEY, snapshotServing(dark ? 'on' : 'off'))
    expect(await see(ittyApp(router))).toMatchObject({ dark, source: 'store' })
  })

  it('calls a target function with itty’s request', async () => {
    const fetch = ittyApp(router, {
      target: ({ url, query }) => ({ identifier: `${query['as']}`, attributes: { url } }),
    })
    expect((await see(fetch, { path: '/?as=ada' } as never)).target).toEqual({
      identifier: 'ada',
      attributes: { url: 'https://app.test/?as=ada' },
    })
  })

  it.each<[string, Routes, number]>([
    ['another worker’s response', (app) => app.get('/made', askAnotherWorker), 200],
    ['an error that is thrown', (app) => app.get('/made', () => Promise.reject(new Error('handler'))), 500],
    ['an error with a status', (app) => app.get('/made', () => Promise.reject(new StatusError(418))), 418],
    ['nothing: not found', () => {}, 404],
  ])('sets the cookie once if the handler returns %s', async (_, routes, status) => {
    const { response } = await request(ittyApp(router, {}, routes), { path: '/made' })
    expect([response.status, cookieNames(response)]).toEqual([status, ['burgee_id']])
  })
})
