/** From which pages flags may be asked for by OFREP. */
import type { OfrepOptions } from 'burgee/ofrep'
import type { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { describe, expect, it } from 'vitest'
import { ALL, ask, ofrepApp } from './setup.js'

describe('pages of other origins', () => {
  const shop = 'https://shop.example'
  const allowed = (answer: Response) => answer.headers.get('access-control-allow-origin')
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

  it('that are listed may ask first, without being authorized, with whatever headers they need', async () => {
    const answer = await preflight(ofrepApp({ cors: [shop], authorize: () => false }), shop)
    expect(answer.status).toBe(204)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': shop,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type,if-none-match,x-api-key',
      'access-control-max-age': '7200',
    })
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
  })

  it.each<[string, Partial<OfrepOptions>, object]>([
    ['an answer', {}, {}],
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
    const answer = await ask(ofrepApp({ ...options, cors: [shop] }), { ...init, headers: { origin: shop } })
    expect(allowed(answer)).toBe(shop)
    expect(answer.headers.get('access-control-expose-headers')).toBe('ETag,Retry-After')
    expect(answer.headers.get('vary')).toContain('Origin')
  })

  it('that are listed may read a response that cannot be changed', async () => {
    const authorize = () => Response.redirect(shop, 302)
    const answer = await ofrepApp({ authorize, cors: [shop] }).request(ALL, {
      method: 'POST',
      body: '{"context":{"targetingKey":"ada"}}',
      headers: { 'content-type': 'application/json', origin: shop },
    })
    expect([answer.status, allowed(answer), answer.headers.get('location')]).toEqual([302, shop, `${shop}/`])
  })

  it('that are not listed may read nothing', async () => {
    const app = ofrepApp({ cors: [shop] })
    for (const origin of ['https://evil.example', 'https://shop.example.evil.example', 'null', '']) {
      expect(allowed(await preflight(app, origin))).toBeNull()
      expect(allowed(await ask(app, { headers: { origin } }))).toBeNull()
    }
  })

  it('* lets all read', async () => {
    expect(allowed(await ask(ofrepApp({ cors: ['*'] }), { headers: { origin: shop } }))).toBe('*')
  })
})
