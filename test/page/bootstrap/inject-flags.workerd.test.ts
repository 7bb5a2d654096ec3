/** `injectFlags`: which responses are changed, where the block goes, and which headers stay. */
import { createFlags } from 'burgee'
import { type InjectOptions, injectFlags } from 'burgee/bootstrap'
import { Hono } from 'hono'
import { etag } from 'hono/etag'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { snapshotServing } from '../../kit/flags.js'
import { recorder } from '../../kit/record.js'
import { bindings, flagsApp, KEY, request } from '../../kit/workerd.js'

const flags = createFlags({ snapshot: snapshotServing('on'), logLevel: 'silent' }).forTarget({
  identifier: 'ada',
})

const marked = { flags: ['dark-mode'] }
const BLOCK = '<script type="application/json" id="burgee-flags">{"dark-mode":true}</script>'

const page = (body: BodyInit | null, headers: HeadersInit = {}, init: ResponseInit = {}): Response =>
  new Response(body, { ...init, headers: { 'content-type': 'text/html; charset=utf-8', ...headers } })

const inject = (response: Response, options: InjectOptions = marked): Response =>
  injectFlags(response, flags, options)

const HTML = '<!doctype html><head><title>t</title></head><body>b</body>'

describe('the block comes', () => {
  it.each<[string, string]>([
    [
      'before the first script of the head',
      '<!doctype html><head><meta charset="utf-8">|<script src="a.js"></script><script>b</script></head>',
    ],
    ['at the end of a head without scripts', '<!doctype html><head><title>t</title>|</head><body>b</body>'],
    [
      'before a template, which may contain scripts',
      '<!doctype html><head>|<template><script>a</script></template></head>',
    ],
    [
      'before the first script, if the head has no end tag',
      '<!doctype html><head><title>t</title><body>b|<script>a</script></body>',
    ],
    [
      'at the end, if the head has no end tag and there is no script',
      '<html><head><title>t</title><body>b</body>|</html>',
    ],
    [
      'before the first script, without a head or body',
      '<!doctype html><title>t</title>|<script>a</script>b',
    ],
    ['at the end, if the doctype is the only tag of a page', '<!doctype html><title>t</title><p>b|'],
    [
      'after a noscript, which browsers with scripts ignore',
      '<!doctype html><head><noscript><script>a</script></noscript>|</head>',
    ],
    [
      'past strings that only look like markup',
      '<!doctype html><!-- <head><script> --><head><title><script></head></title>|</head>',
    ],

    ['in upper case', '<!DOCTYPE HTML><HTML><HEAD>|</HEAD><BODY></BODY></HTML>'],
  ])('%s', async (_, marked) => {
    const response = inject(page(marked.replace('|', '')))
    expect(await response.text()).toBe(marked.replace('|', BLOCK))
  })

  it.each(['', '<li>one</li>', '<li>one</li><script>a</script>', '<template><p></template>', 'text'])(
    'nowhere in %j, which is a fragment',
    async (fragment) => {
      expect(await inject(page(fragment)).text()).toBe(fragment)
    },
  )

  it('once, if injectFlags is called again', async () => {
    for (const html of [HTML, '<html><body><script>a</script>', '<!doctype html>text', '<html><body>text']) {
      const text = await inject(inject(inject(page(html)))).text()
      expect(text.split(BLOCK)).toHaveLength(2)
    }
  })

  it('nowhere, if the page has one already', async () => {
    const own = `<!doctype html><head>${BLOCK.replace('true', 'false')}<script>a</script></head>`
    expect(await inject(page(own)).text()).toBe(own)
  })

  it('nowhere, if the worker has compressed the page itself, which arrives undamaged', async () => {
    const compressed = new Response(HTML).body?.pipeThrough(new CompressionStream('gzip'))
    const bytes = await new Response(compressed).arrayBuffer()
    const headers = { 'content-type': 'text/html', 'content-encoding': 'gzip' }
    const response = inject(new Response(bytes, { headers, encodeBody: 'manual' }))
    expect(await response.arrayBuffer()).toEqual(bytes)
  })

  it('once for each id', async () => {
    const text = await inject(inject(page(HTML)), { id: 'others', nonce: 'abc', flags: ['greeting'] }).text()
    expect(text).toContain(BLOCK)
    expect(text).toContain(
      '<script type="application/json" id="others" nonce="abc">{"greeting":"A"}</script>',
    )
  })

  it.each(['utf-8', 'iso-8859-1', 'windows-1251', 'shift_jis'])(
    'the same way in a page in %s',
    async (charset) => {
      const bytes = new Uint8Array([...new TextEncoder().encode('<html><head></head><body>'), 0xe9, 0xdf])
      const response = inject(page(bytes, { 'content-type': `text/html; charset=${charset}` }))
      const received = new Uint8Array(await response.arrayBuffer())
      expect(new TextDecoder('ascii').decode(received)).toContain(`<head>${BLOCK}</head>`)
      expect([...received.slice(-2)]).toEqual([0xe9, 0xdf])
    },
  )
})

describe('the response is returned unchanged if it is', () => {
  it.each<[string, () => Response]>([
    ['JSON', () => page('{}', { 'content-type': 'application/json' })],
    ['XHTML', () => page(HTML, { 'content-type': 'application/xhtml+xml' })],
    ['of a type that begins with text/html', () => page(HTML, { 'content-type': 'text/html5' })],
    ['of no type', () => new Response(new TextEncoder().encode(HTML))],
    ['without a body', () => page(null)],
    ['not modified', () => page(null, { etag: '"a"' }, { status: 304 })],
    ['without content', () => page(null, {}, { status: 204 })],
    ['a redirect', () => Response.redirect('https://app.test/')],
    ['a redirect with a page', () => page(HTML, { location: '/' }, { status: 302 })],
    ['a part of a file', () => page(HTML, { 'content-range': 'bytes 0-9/100' }, { status: 206 })],
  ])('%s', async (_, make) => {
    const [response, control] = [make(), make()]
    expect(inject(response)).toBe(response)
    expect([...response.headers]).toEqual([...control.headers])
    expect(await response.text()).toBe(await control.text())
  })

  it('of a WebSocket', () => {
    const { 0: client } = new WebSocketPair()
    const response = new Response(null, { status: 101, webSocket: client })
    expect(inject(response)).toBe(response)
  })

  it('not a page, and no flag is evaluated', () => {
    const detail = vi.fn()
    injectFlags(page('{}', { 'content-type': 'application/json' }), { ...flags, detail } as never, marked)
    expect(detail).not.toHaveBeenCalled()
  })
})

describe('its headers', () => {
  it.each(['TEXT/HTML', 'text/html ; charset=utf-8', 'text/html;charset="utf-8"'])(
    '%s is HTML',
    async (type) => {
      expect(await inject(page(HTML, { 'content-type': type })).text()).toContain(BLOCK)
    },
  )

  it('lose those that describe the old content', () => {
    const { headers } = inject(
      page(HTML, {
        'content-length': String(HTML.length),
        etag: '"a"',
        'last-modified': 'Sun, 22 Nov 2026 00:00:00 GMT',
        'accept-ranges': 'bytes',
        'content-digest': 'sha-256=:AA==:',
        'repr-digest': 'sha-256=:AA==:',
        digest: 'sha-256=AA==',
        'content-md5': 'AA==',
        'x-mine': 'stays',
      }),
    )
    expect([...headers]).toEqual([
      ['cache-control', 'private'],
      ['content-type', 'text/html; charset=utf-8'],
      ['x-mine', 'stays'],
    ])
  })

  it.each([
    ['no-store', 'no-store'],
    ['private, max-age=5', 'private, max-age=5'],
    ['public, max-age=60', 'private'],
    ['max-age=60', 'private'],
    ['s-maxage=60', 'private'],
  ])('keep a page that says %s out of shared caches: %s', (own, expected) => {
    expect(inject(page(HTML, { 'cache-control': own })).headers.get('cache-control')).toBe(expected)
  })

  it.each<[HeadersInit, string]>([
    [{ 'cache-control': 'public, max-age=60' }, 'private, max-age=60'],
    [{}, 'no-store'],
  ])('%j become the option cacheControl: %s', (before, cacheControl) => {
    const { headers } = inject(page(HTML, before), { ...marked, cacheControl })
    expect(headers.get('cache-control')).toBe(cacheControl)
  })

  it.each(['CDN-Cache-Control', 'Cloudflare-CDN-Cache-Control', 'Surrogate-Control'])(
    '%s, which shared caches obey first, is removed',
    (name) => {
      expect(inject(page(HTML, { [name]: 'max-age=60' })).headers.get(name)).toBeNull()
    },
  )

  it('can be changed afterwards', () => {
    const response = inject(page(HTML))
    response.headers.set('cache-control', 'no-store')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('keep every cookie, and the status text', async () => {
    const before = page(HTML, {}, { status: 404, statusText: 'Lost' })
    before.headers.append('set-cookie', 'a=1')
    before.headers.append('set-cookie', 'b=2')
    const response = inject(before)
    expect(response.headers.getAll('set-cookie')).toEqual(['a=1', 'b=2'])
    expect(response).toMatchObject({ status: 404, statusText: 'Lost' })
    expect(await response.text()).toContain(BLOCK)
  })
})

describe('in Hono', () => {
  beforeEach(() => bindings.FLAGS.put(KEY, snapshotServing('on')))

  const serve = async (app: ReturnType<typeof flagsApp>, init: RequestInit = {}) =>
    (await request(app, { path: '/page', ...init })).response

  it('a handler returns it, and HEAD has the headers of GET', async () => {
    const app = flagsApp({})
    app.get('/page', (c) => injectFlags(page(HTML, { etag: '"a"' }), c, marked))
    const [got, head] = [await serve(app), await serve(app, { method: 'HEAD' })]
    expect(await got.text()).toContain(BLOCK)
    expect(head.body).toBeNull()
    const without = ({ headers }: Response) => [...headers].filter(([name]) => name !== 'set-cookie')
    expect(without(head)).toEqual(without(got))
  })

  it('a middleware replaces the handler’s response', async () => {
    const app = flagsApp({})
    app.use(async (c, next) => {
      await next()
      const response = injectFlags(c.res, c, marked)
      c.res = undefined // or Hono puts the headers of the old response back
      c.res = response
    })
    app.get('/page', () => page(HTML, { etag: '"a"', 'content-length': String(HTML.length) }))
    const response = await serve(app)
    expect(await response.text()).toContain(BLOCK)
    expect(Object.fromEntries(response.headers)).toMatchObject({ 'cache-control': 'private' })
    expect([response.headers.get('etag'), response.headers.get('content-length')]).toEqual([null, null])
    expect(response.headers.get('set-cookie')).toContain('burgee_id=')
  })

  it('an ETag made outside of it describes the page with its flags', async () => {
    const app = new Hono()
    app.use(etag())
    let dark = true
    app.get('/page', () => {
      const snapshot = snapshotServing(dark ? 'on' : 'off')
      return injectFlags(
        page(HTML),
        createFlags({ snapshot, logLevel: 'silent' }).forTarget(undefined),
        marked,
      )
    })
    const first = await app.request('/page')
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' }
    expect((await app.request('/page', { headers })).status).toBe(304)
    dark = false
    expect((await app.request('/page', { headers })).status).toBe(200)
  })
})

describe('the response is served as it is, and the reason is logged once:', () => {
  it.each<[string, Response, unknown, InjectOptions, string]>([
    [
      'an encoding that HTMLRewriter cannot read',
      page(HTML, { 'content-type': 'text/html; charset=utf-16le' }),
      flags,
      marked,
      'encoding',
    ],
    ['an option', page(HTML), flags, { prefix: '' }, 'injectFlags: prefix must be at least one character'],
    ['a header', page(HTML), flags, { cacheControl: 'a\nb' }, 'header'],
    ['no flags', page(HTML), undefined, marked, 'use featureFlags() before this'],
  ])('%s', async (_, response, source, options, message) => {
    const { lines, logger } = recorder()
    for (let i = 0; i < 2; i++) {
      expect(injectFlags(response, source as never, { ...options, logger })).toBe(response)
    }
    expect(lines).toEqual([expect.stringContaining(message)])
    expect(lines[0]).toMatch(/^error SDKCODE:9008: Left out: flags in the page: /)
    expect(await response.text()).toBe(HTML)
  })

  it('a body that is being read already', () => {
    const { lines, logger } = recorder()
    const response = page(HTML)
    response.body?.getReader()
    expect(inject(response, { ...marked, logger })).toBe(response)
    expect(lines).toEqual([expect.stringContaining('9008')])
  })
})
