/** cronRefresh in Vercel's edge runtime: which requests it accepts, and what it returns to Vercel's cron. */

import { memory } from 'burgee/memory'
import { cronRefresh } from 'burgee/vercel'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { boolFlag } from '../../conformance/build.js'
import { API_TOKEN } from '../../kit/config-store.js'
import { darkMode } from '../../kit/flags.js'
import { recorder } from '../../kit/record.js'
import { start, startWorld } from '../../kit/vercel.js'
import type { World } from '../../kit/vercel-world.js'

const SECRET = 'a-secret-of-the-cron'

const call = async (world: World, env: Readonly<Record<string, string>> = {}, authorization?: string) => {
  const edge = await start('cron.ts', world, {
    env: { ...world.env, VERCEL_API_TOKEN: API_TOKEN, ...env },
  })
  const response = await fetch(edge.url, authorization === undefined ? {} : { headers: { authorization } })
  const { status, headers } = response
  const body = (await response.json()) as Record<string, unknown>
  return { status, body, headers, log: edge.lines.join('\n'), edge }
}

const callAsCron = (world: World, env: Readonly<Record<string, string>> = {}) =>
  call(world, { CRON_SECRET: SECRET, ...env }, `Bearer ${SECRET}`)

describe('who calls', () => {
  it.each<[string, string | undefined]>([
    ['without a header', undefined],
    ['with an empty header', ''],
    ['with another secret', 'Bearer another'],
    ['with the start of the secret', `Bearer ${SECRET.slice(0, -1)}`],
    ['with the secret and more', `Bearer ${SECRET}x`],
    ['with the secret and no scheme', SECRET],
    ['with another scheme', `Basic ${SECRET}`],
    ['with the scheme alone', 'Bearer '],
    ['with a variable that is not set', 'Bearer undefined'],
  ])('a request %s is refused, without a reason', async (_, authorization) => {
    const world = startWorld()
    const { status, body, log } = await call(world, { CRON_SECRET: SECRET }, authorization)
    expect([status, body]).toEqual([401, { status: 'unauthorized' }])
    expect([world.api.count(), world.config.counts]).toEqual([0, { reads: 0, writes: 0 }])
    expect(log).not.toContain(SECRET)
  })

  it('a request with the secret is accepted', async () => {
    const world = startWorld()
    const { status, body } = await callAsCron(world)
    expect([status, body]).toMatchObject([200, { status: 'published' }])
  })

  it('a request with the secret is accepted if the variable has space around it', async () => {
    const { status } = await callAsCron(startWorld(), { CRON_SECRET: `${SECRET}\n` })
    expect(status).toBe(200)
  })

  it.each<[string, Record<string, string>, string | undefined]>([
    ['unset', {}, undefined],
    ['unset, with a guess', {}, 'Bearer undefined'],
    ['empty', { CRON_SECRET: '' }, 'Bearer '],
    ['white space', { CRON_SECRET: ' \n' }, 'Bearer '],
  ])('every request is refused if CRON_SECRET is %s, and the log says it', async (_, env, authorization) => {
    const world = startWorld()
    const { status, body, log } = await call(world, env, authorization)
    expect([status, body]).toEqual([500, { status: 'failed', reason: 'misconfigured' }])
    expect(log).toMatch(/SDKCODE:9011: .*CRON_SECRET is not set/)
    expect(world.api.count()).toBe(0)
  })
})

describe('what is answered', () => {
  it('is JSON that no cache keeps, with the number of issues', async () => {
    const world = startWorld([darkMode('on'), boolFlag('bad', { variations: [] })])
    const { status, body, headers, log } = await callAsCron(world)
    expect(status).toBe(200)
    expect(body).toEqual({
      status: 'published',
      revision: expect.stringMatching(/^\w+$/),
      flags: 2,
      segments: 0,
      issues: 1,
    })
    expect(headers.get('content-type')).toContain('application/json')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(log).toContain('SDKCODE:9000')
  })

  it('is “unchanged” with the next run, if it is', async () => {
    const world = startWorld()
    const { edge, body } = await callAsCron(world)
    const again = await fetch(edge.url, { headers: { authorization: `Bearer ${SECRET}` } })
    expect(await again.json()).toEqual({ status: 'unchanged', revision: body['revision'] })
    expect([again.status, world.config.counts.writes]).toEqual([200, 1])
    world.api.updateFlag('dark-mode', darkMode('off'))
    await fetch(edge.url, { headers: { authorization: `Bearer ${SECRET}` } })
    expect(world.config.items.get('burgee_snapshot')).not.toContain(String(body['revision']))
  })

  it.each<[string, (world: World) => void, Record<string, string>, number, object]>([
    ['the SDK key is missing', () => {}, { HARNESS_SDK_KEY: '' }, 500, { reason: 'missing_key' }],
    ['the SDK key is refused', () => {}, { HARNESS_SDK_KEY: 'wrong' }, 502, { reason: 'unauthorized' }],
    ['the config API is down', ({ api }) => api.down(), {}, 502, { status: 'failed' }],
    [
      'the config API has no flags',
      ({ api }) => api.deleteFlag('dark-mode'),
      {},
      502,
      { status: 'refused', reason: 'empty' },
    ],
    ['the store is not configured', () => {}, { GLOBAL_CONFIG: '' }, 500, { reason: 'misconfigured' }],
    [
      'the store cannot be read',
      ({ config }) => {
        config.fault = { status: 500, body: '' }
      },
      {},
      502,
      { reason: 'store' },
    ],
    ['the store cannot be written', () => {}, { VERCEL_API_TOKEN: 'wrong-token' }, 502, { reason: 'store' }],
    ['the token is missing', () => {}, { VERCEL_API_TOKEN: '' }, 502, { reason: 'store' }],
  ])('says that %s, with a status that shows, and nothing secret', async (_, spoil, env, status, result) => {
    const world = startWorld()
    spoil(world)
    const answer = await callAsCron(world, env)
    expect([answer.status, answer.body]).toMatchObject([status, result])
    expect(answer.log).toMatch(/SDKCODE:(9011|9007|9002)/)
    const said = JSON.stringify(answer.body) + answer.log
    for (const secret of [SECRET, API_TOKEN, 'wrong-token', 'read-token', world.api.sdkKey]) {
      expect(said).not.toContain(secret)
    }
  })

  it('says that the snapshot is too large for the plan, and by how much', async () => {
    const world = startWorld(Array.from({ length: 60 }, (_, i) => boolFlag(`a-flag-of-some-length-${i}`)))
    const { status, body } = await callAsCron(world)
    expect([status, body['reason']]).toEqual([502, 'store'])
    expect(body['message']).toMatch(/the snapshot is \d+ bytes as an item, and the plan hobby allows 8000/)
  })
})

describe('in Node.js', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('the header is read before the variable, so that Next.js answers nothing in advance', async () => {
    const GET = cronRefresh({ store: memory(), logger: recorder().logger })
    const dynamic = new Error('this route is dynamic')
    const request = {
      get headers(): Headers {
        throw dynamic
      },
    }
    await expect(GET(request as Request)).rejects.toBe(dynamic)
  })

  it('none of 2,000 guesses is accepted: the whole secret is compared', async () => {
    vi.stubEnv('CRON_SECRET', SECRET)
    const GET = cronRefresh({ store: memory(), logger: recorder().logger })
    const guess = (i: number) =>
      new Request('https://app.test/', { headers: { authorization: `Bearer ${i}` } })
    const answers = await Promise.all(Array.from({ length: 2_000 }, (_, i) => GET(guess(i))))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]))
  })

  it('without the option `store` it says what to give', async () => {
    vi.stubEnv('CRON_SECRET', SECRET)
    const { logger, lines } = recorder()
    const GET = cronRefresh({ logger })
    const answer = await GET(
      new Request('https://app.test/', { headers: { authorization: `Bearer ${SECRET}` } }),
    )
    expect([answer.status, await answer.json()]).toMatchObject([500, { reason: 'misconfigured' }])
    expect(lines.join()).toMatch(/9011.*set the option `store`/)
  })

  it('an option that cannot work throws when the app starts', () => {
    expect(() => cronRefresh({ refresh: { timeout: 0 } })).toThrow(/refresh.timeout/)
  })
})

it('what the cron publishes is what the middleware serves', async () => {
  const world = startWorld()
  const edge = await start('middleware.ts', world)
  await callAsCron(world)
  expect(await (await fetch(new URL('/see', edge.url))).json()).toMatchObject({ dark: true, source: 'store' })
})
