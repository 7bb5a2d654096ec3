import type { ContractCase } from '../contract-case.js'
import { expectEqual, expectMatch } from '../expect.js'
import type { AdapterUnderTest, Respond } from './adapter.js'
import { cookieNames, cookiesOf, createTestApp, newIdOf, type Seen } from './app.js'

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const KNOWN = { cookie: 'burgee_id=11111111-2222-4333-8444-555555555555' }

const FORGED: Readonly<Record<string, string>> = {
  'the name of another target': 'burgee_id=ada',
  markup: 'burgee_id=<script>',
  'a name that objects inherit': 'burgee_id=__proto__; __proto__=1; constructor=2',
  'an encoding that is cut off': 'burgee_id=%E0%A4%A',
  '16 KB': `burgee_id=${'a'.repeat(16_384)}`,
  'a name only': 'burgee_id',
  'separators only': '=;;;=',
  'a quote that is left open': 'burgee_id=; burgee_id="',
}

/** The attributes of a Set-Cookie header, without the name and value, in a fixed order. */
const attributesOf = (cookie = ''): readonly string[] => cookie.split('; ').slice(1).sort()

const own = { 'set-cookie': 'own=1' }

const RESPONSES: readonly (readonly [string, Respond, number, readonly string[]])[] = [
  ['a response', () => new Response('made', { headers: own }), 200, ['own', 'burgee_id']],
  ['a promise of one', async () => new Response('made', { headers: own }), 200, ['own', 'burgee_id']],
  [
    'a redirect, whose headers cannot be changed',
    () => Response.redirect('https://app.test/'),
    302,
    ['burgee_id'],
  ],
]

/** The visitor's cookie. */
export const cookieCases = (adapter: AdapterUnderTest): readonly ContractCase[] => [
  {
    name: 'the first visit sets a cookie with the identifier that the flags were evaluated for',
    async run() {
      const response = await createTestApp(adapter).visit()
      const { identifier, anonymous } = (await response.clone().json()) as Seen
      expectMatch(identifier ?? '', ID, 'the identifier')
      expectEqual(anonymous, true, 'anonymous')
      expectEqual(newIdOf(response), identifier, 'the identifier in the cookie')
      expectEqual(
        attributesOf(cookiesOf(response)[0]),
        ['HttpOnly', 'Max-Age=31536000', 'Path=/', 'SameSite=Lax', 'Secure'],
        'the attributes of the cookie',
      )
    },
  },
  {
    name: 'a return visit has the same identifier, and sets no cookie',
    async run() {
      const app = createTestApp(adapter)
      const identifier = newIdOf(await app.visit())
      const response = await app.visit({ headers: { cookie: `other=1; burgee_id=${identifier}` } })
      expectEqual(cookiesOf(response), [], 'cookies of the second response')
      expectEqual(((await response.json()) as Seen).identifier, identifier, 'the identifier')
    },
  },
  ...Object.entries(FORGED).map(([what, cookie]) => ({
    name: `a forged cookie gets a new identifier: ${what}`,
    async run() {
      const response = await createTestApp(adapter).visit({ headers: { cookie } })
      const { dark, identifier, anonymous } = (await response.clone().json()) as Seen
      expectEqual([dark, anonymous], [true, true], 'the flag, and anonymous')
      expectMatch(identifier ?? '', ID, 'the identifier')
      expectEqual(newIdOf(response), identifier, 'the identifier in the cookie')
    },
  })),
  {
    name: 'a visitor with an identifier in a header gets no cookie',
    async run() {
      const app = createTestApp(adapter, { target: { header: 'x-id' } })
      const response = await app.visit({ headers: { 'x-id': 'ada' } })
      expectEqual(cookiesOf(response), [], 'cookies')
      const { identifier, anonymous } = (await response.json()) as Seen
      expectEqual([identifier, anonymous], ['ada', false], 'the target')
    },
  },
  {
    name: 'the cookie has the options that the app sets',
    async run() {
      const anonymous = {
        name: 'visitor',
        maxAge: 60,
        path: '/shop',
        domain: 'app.test',
        secure: false,
        httpOnly: false,
        sameSite: 'Strict',
      } as const
      const [cookie] = cookiesOf(await createTestApp(adapter, { target: { anonymous } }).visit())
      expectMatch(cookie ?? '', /^visitor=[\da-f-]{36};/, 'the cookie')
      const attributes = ['Domain=app.test', 'Max-Age=60', 'Path=/shop', 'SameSite=Strict']
      expectEqual(attributesOf(cookie), attributes, 'the attributes of the cookie')
    },
  },
  {
    name: 'without anonymous identifiers there is no cookie and no target',
    async run() {
      const response = await createTestApp(adapter, { target: { anonymous: false } }).visit()
      expectEqual(cookiesOf(response), [], 'cookies')
      const { dark, identifier } = (await response.json()) as Seen
      expectEqual([dark, identifier], [true, null], 'the flag and the identifier')
    },
  },
  ...RESPONSES.map(([what, respond, status, names]) => ({
    name: `the cookie is set once, beside the app's own: ${what}`,
    async run() {
      const app = createTestApp(adapter, {}, respond)
      for (const isolate of ['cold', 'warm']) {
        const response = await app.visit()
        expectEqual([response.status, cookieNames(response)], [status, names], `a ${isolate} isolate`)
      }
    },
  })),
  {
    name: 'status, headers and body of the response stay',
    async run() {
      const init = { status: 203, headers: { 'x-kept': '1', 'content-type': 'text/kept' } }
      const response = await createTestApp(adapter, {}, () => new Response('kept', init)).visit()
      const { status, headers } = response
      expectEqual(
        [status, headers.get('x-kept'), headers.get('content-type'), await response.text()],
        [203, '1', 'text/kept', 'kept'],
        'the response',
      )
    },
  },
]

const CACHING: readonly (readonly [string, Respond, Readonly<Record<string, string>>, string | null])[] = [
  ['is private', () => new Response(), {}, 'private'],
  [
    'is private if its headers cannot be changed',
    () => Response.redirect('https://app.test/'),
    {},
    'private',
  ],
  [
    'stays as public as the app says',
    () => new Response('', { headers: { 'cache-control': 'public, max-age=60' } }),
    {},
    'public, max-age=60',
  ],
  ['without a new cookie gets no Cache-Control header', () => new Response(), KNOWN, null],
]

/** Shared caches must not keep a response with a visitor's cookie. */
export const cachingCases = (adapter: AdapterUnderTest): readonly ContractCase[] => [
  ...CACHING.map(([what, respond, headers, expected]) => ({
    name: `a response with the cookie ${what}`.replace('with the cookie without', 'without'),
    async run() {
      const response = await createTestApp(adapter, {}, respond).visit({ headers })
      expectEqual(response.headers.get('cache-control'), expected, 'Cache-Control')
    },
  })),
  {
    name: "a WebSocket's response stays as it is",
    async run() {
      const response = await createTestApp(adapter, {}, upgrade).visit({ headers: { upgrade: 'websocket' } })
      expectEqual([response.status, cookiesOf(response)], [101, []], 'status and cookies')
      expectEqual('webSocket' in response && response.webSocket !== null, true, 'it has its WebSocket')
      closeSocket(response)
    },
  },
]

interface Socket {
  accept(): void
  close(): void
}

/** A WebSocket's response: a real one in workerd, and elsewhere one that looks like it. */
const upgrade = (): Response => {
  const { WebSocketPair } = globalThis as { WebSocketPair?: new () => { 0: Socket; 1: Socket } }
  if (WebSocketPair === undefined) {
    return Object.defineProperties(new Response(), { status: { value: 101 }, webSocket: { value: {} } })
  }
  const { 0: client, 1: server } = new WebSocketPair()
  server.accept()
  return new Response(null, { status: 101, webSocket: client } as ResponseInit)
}

const closeSocket = (response: Response): void => {
  const { webSocket } = response as { webSocket?: Partial<Socket> }
  webSocket?.accept?.()
  webSocket?.close?.()
}
