/** Which pages may ask for flags over OFREP. */
import type { OfrepOptions } from 'burgee/ofrep'
import type { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { describe, expect, it } from 'vitest'
import { ALL, ask, ofrepApp } from '../../kit/ofrep.js'

describe('pages of other origins', () => {
  const shop = 'https://shop.example'
  const allowed = (response: Response) => response.headers.get('access-control-allow-origin')
  const preflight = (app: Hono, origin: string) =>
    app.request(ALL, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,if-none-match,x-api-key',
      },
    })

  it('may not ask by default', async () => {
    expect((await preflight(ofrepApp(), shop)).status).toBe(405)
    expect(allowed(await ask(ofrepApp(), { headers: { origin: shop } }))).toBeNull()
  })

  it('that are listed may send a preflight, without authorization, for any headers', async () => {
    const response = await preflight(ofrepApp({ cors: [shop], authorize: () => false }), shop)
    expect(response.status).toBe(204)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': shop,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type,if-none-match,x-api-key',
      'access-control-max-age': '7200',
    })
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  })

  it.each<[string, Partial<OfrepOptions>, object]>([
    ['a success', {}, {}],
    ['not found', {}, { key: 'hidden' }],
    ['a bad request', {}, { body: '' }],
    ['401', { authorize: () => false }, {}],
    ['a response of the app’s own', { authorize: () => new Response(null, { status: 403 }) }, {}],
    [
      'an exception',
      {
        authorize: () => {
          throw new HTTPException(403)
        },
      },
      {},
    ],
    ['a failure', { authorize: () => Promise.reject(new Error('down')) }, {}],
  ])('that are listed may read %s', async (_, options, init) => {
    const response = await ask(ofrepApp({ ...options, cors: [shop] }), { ...init, headers: { origin: shop } })
    expect(allowed(response)).toBe(shop)
    expect(response.headers.get('access-control-expose-headers')).toBe('ETag,Retry-After')
    expect(response.headers.get('vary')).toContain('Origin')
  })

  it('that are listed may read a response that cannot be changed', async () => {
    const authorize = () => Response.redirect(shop, 302)
    const response = await ofrepApp({ authorize, cors: [shop] }).request(ALL, {
      method: 'POST',
      body: '{"context":{"targetingKey":"ada"}}',
      headers: { 'content-type': 'application/json', origin: shop },
    })
    expect([response.status, allowed(response), response.headers.get('location')]).toEqual([
      302,
      shop,
      `${shop}/`,
    ])
  })

  it('that are not listed may read nothing', async () => {
    const app = ofrepApp({ cors: [shop] })
    for (const origin of ['https://evil.example', 'https://shop.example.evil.example', 'null', '']) {
      expect(allowed(await preflight(app, origin))).toBeNull()
      expect(allowed(await ask(app, { headers: { origin } }))).toBeNull()
    }
  })

  it('may all read with *', async () => {
    expect(allowed(await ask(ofrepApp({ cors: ['*'] }), { headers: { origin: shop } }))).toBe('*')
  })
})
