/** The store in Vercel's Global Config, through Vercel's own clients: what all stores promise, and what is peculiar to it. */
import { createClient as createEdgeClient } from '@vercel/edge-config'
import { createClient } from '@vercel/global-config'
import { StoreError } from 'burgee'
import { edgeConfig, type GlobalConfigOptions, globalConfig } from 'burgee/vercel-config'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  API_TOKEN,
  CONFIG_ID,
  type FakeConfig,
  fakeConfig,
  READ_TOKEN,
  type ServedConfig,
  serveConfig,
  TEAM_ID,
} from '../kit/config-store.js'
import { itKeepsTheContract } from './contract.js'

let fake: FakeConfig
let served: ServedConfig

beforeEach(async () => {
  fake = fakeConfig()
  served = await serveConfig(fake)
})

afterEach(() => served.stop())

const open = (options: GlobalConfigOptions = {}) =>
  globalConfig(createClient(served.connection), { token: API_TOKEN, apiUrl: served.url, ...options })

/** What the error says. */
const failure = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => undefined,
    (error) => error,
  )
  expect(error).toBeInstanceOf(Error)
  return (error as Error).message
}

describe.each([
  ['globalConfig', createClient, globalConfig],
  ['edgeConfig', createEdgeClient, edgeConfig],
])('the store %s', (_, connect, store) => {
  /** Larger than Vercel's, because megabytes are asked of every store. */
  const maxBytes = 8_000_000
  let large: ServedConfig
  let places = 0

  beforeAll(async () => {
    large = await serveConfig(fakeConfig({ maxBytes }))
  })

  afterAll(() => large.stop())

  const place = () => {
    const key = `place_${places++}`
    return () => store(connect(large.connection), { key, token: API_TOKEN, apiUrl: large.url, maxBytes })
  }
  itKeepsTheContract(place, { hasSide: false })
})

describe('reading', () => {
  it('is of one item, under the key burgee_snapshot or another', async () => {
    fake.items.set('burgee_snapshot', 'text').set('mine', 'other')
    expect(await open().read()).toBe('text')
    expect(await open({ key: 'mine' }).read()).toBe('other')
  })

  it('needs no token of the REST API', async () => {
    fake.items.set('burgee_snapshot', 'text')
    expect(await open({ token: undefined }).read()).toBe('text')
  })

  it('bypasses the caches only for a fresh read', async () => {
    const asked: unknown[] = []
    const client = {
      get: (...args: unknown[]) => Promise.resolve(void asked.push(args)),
    }
    await globalConfig(client).read()
    await globalConfig(client).read({ fresh: true })
    expect(asked).toEqual([
      ['burgee_snapshot', { consistentRead: false }],
      ['burgee_snapshot', { consistentRead: true }],
    ])
  })

  it.each([[{ flags: [] }], [42], [true], [['text']]])(
    'says that an item of %j is somebody else’s',
    async (item) => {
      fake.items.set('burgee_snapshot', item)
      expect(await failure(open().read())).toMatch(/not a string.*set another `key`/)
    },
  )

  it('rejects without the token if the config cannot be read', async () => {
    const wrong = createClient(served.connection.replace(READ_TOKEN, 'wrong-token'))
    expect(await failure(globalConfig(wrong).read())).toMatch(/^(?!.*wrong-token).*Unauthorized/)
  })
})

describe('writing', () => {
  it('leaves other items as they are', async () => {
    fake.items.set('mine', { kept: true })
    await open().write('text')
    expect([...fake.items]).toEqual([
      ['mine', { kept: true }],
      ['burgee_snapshot', 'text'],
    ])
  })

  it('is on behalf of the team that is given', async () => {
    await open({ teamId: TEAM_ID }).write('text')
    expect(fake.items.get('burgee_snapshot')).toBe('text')
    expect(await failure(open({ teamId: 'team_2' }).write('text'))).toMatch(/404.*check `id` and `teamId`/)
  })

  it('is to the config that the client reads, or to the one that is given', async () => {
    const { get } = createClient(served.connection)
    const options = { token: API_TOKEN, apiUrl: served.url }
    expect(await failure(globalConfig({ get }, options).write('text'))).toMatch(/set `id`/)
    await globalConfig({ get }, { ...options, id: CONFIG_ID }).write('text')
    expect(fake.items.get('burgee_snapshot')).toBe('text')
    expect(await failure(open({ id: 'ecfg_other' }).write('text'))).toMatch(
      /404: Edge Config not found; check/,
    )
  })

  it('needs a token', async () => {
    expect(await failure(open({ token: undefined }).write('text'))).toMatch(/set `token`/)
    expect(await failure(open({ token: '' }).write('text'))).toMatch(/set `token`/)
    expect(fake.counts.writes).toBe(0)
  })

  it.each<[number, string, RegExp]>([
    [
      401,
      '{"error":{"code":"x","message":"Bad token"}}',
      /^Vercel's API answered 401: Bad token; check `token`$/,
    ],
    [
      403,
      '{"error":{"code":"x","message":"Not allowed"}}',
      /^Vercel's API answered 403: Not allowed; .*may write/,
    ],
    [429, '{"error":{"message":"Slow down"}}', /^Vercel's API answered 429: Slow down$/],
    [500, '<html>', /^Vercel's API answered 500$/],
    [502, '{"error":null}', /^Vercel's API answered 502$/],
    [503, `{"error":{"message":"${'x'.repeat(10_000)}"}}`, /^Vercel's API answered 503: x{200}$/],
  ])('refused with %i %s says so', async (status, body, message) => {
    fake.fault = { status, body }
    const write = open().write('text')
    expect(await failure(write)).toMatch(message)
    await expect(write).rejects.toBeInstanceOf(StoreError)
  })

  it('never says the token aloud', async () => {
    const said = await Promise.all([
      failure(open({ apiUrl: 'http://127.0.0.1:1' }).write('text')),
      failure(open({ token: 'wrong-token' }).write('text')),
      failure(Promise.resolve().then(() => open({ token: 'wrong-token\nx' }))),
      failure(Promise.resolve().then(() => open({ token: 'wrong-token é' }))),
    ])
    expect(said.join()).not.toMatch(/api-token|wrong-token/)
  })

  it('is given up after ten seconds', async () => {
    const asked = vi.spyOn(AbortSignal, 'timeout')
    await open().write('text')
    expect(asked).toHaveBeenCalledWith(10_000)
    asked.mockRestore()
  })
})

describe('the plan’s limit', () => {
  /** As JSON, `{"burgee_snapshot":""}` is 22 bytes. */
  const textOf = (bytes: number) => 'x'.repeat(bytes - 22)

  it.each<[string, GlobalConfigOptions, number]>([
    ['hobby, by default', {}, 8_000],
    ['pro', { plan: 'pro' }, 64_000],
    ['enterprise', { plan: 'enterprise' }, 512_000],
    ['maxBytes, whatever the plan', { plan: 'pro', maxBytes: 1_000 }, 1_000],
  ])('%s: the item may have as many bytes, and nothing larger is sent', async (_, options, limit) => {
    fake = fakeConfig({ maxBytes: limit })
    await served.stop()
    served = await serveConfig(fake)
    await open(options).write(textOf(limit))
    const largest = fake.items.get('burgee_snapshot')
    const said = await failure(open(options).write(textOf(limit + 1)))
    expect(said).toMatch(new RegExp(`is ${limit + 1} bytes as an item, and .* allows ${limit}: set \`plan\``))
    expect(fake.counts.writes, 'it was not sent').toBe(1)
    expect(fake.items.get('burgee_snapshot'), 'the last one stays').toBe(largest)
  })

  it.each([
    ['quotes, which JSON escapes', '"'.repeat(4_000)],
    ['letters of more than one byte', 'é'.repeat(4_000)],
    ['a megabyte', 'x'.repeat(1_000_000)],
  ])('counts %s', async (_, text) => {
    expect(await failure(open().write(text))).toMatch(/allows 8000/)
  })

  it('is checked by the API if other items fill the config', async () => {
    fake.items.set('mine', 'x'.repeat(8_000))
    expect(await failure(open().write('x'.repeat(1_000)))).toMatch(/413: The Edge Config is too large/)
  })
})

describe('what is no client', () => {
  it.each([
    ['nothing', undefined],
    ['a connection string', 'https://global-config.vercel.com/ecfg_1?token=read-token'],
    ['createClient itself', createClient],
  ])('%s is refused at once, and not repeated', (_, client) => {
    expect(() => globalConfig(client as never)).toThrow(
      /^globalConfig: client must be made by createClient\(\)$/,
    )
  })
})

describe('options', () => {
  it.each<[GlobalConfigOptions, RegExp]>([
    [{ key: 'burgee:snapshot' }, /key must be/],
    [{ key: '' }, /key must be/],
    [{ key: 'k'.repeat(257) }, /key must be/],
    [{ plan: 'free' as never }, /plan must be one of hobby, pro, enterprise/],
    [{ plan: 'toString' as never }, /plan must be/],
    [{ maxBytes: 0 }, /maxBytes must be above 0/],
    [{ maxBytes: Number.NaN }, /maxBytes/],
    [{ apiUrl: 'api.vercel.com' }, /apiUrl must be a URL/],
    [{ token: 'a b' }, /token must be printable ASCII/],
  ])('%j is refused at once', (options, message) => {
    expect(() => open(options)).toThrow(message)
  })
})
