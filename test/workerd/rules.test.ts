/**
 * The rules of the runtime, each broken by nothing but the behaviour that it forbids. Rules 1 and 4 need a
 * workerd of their own: see test/runtime.
 */

import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { compileHarness } from 'burgee/harness'
import { type FlagsEnv, featureFlags } from 'burgee/hono'
import { scheduledRefresh } from 'burgee/refresh'
import { Hono } from 'hono'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { boolFlag, clause, ids, rule, stringFlag } from '../conformance/build.js'
import { fakeFetch } from '../support/fake-fetch.js'
import { recorder } from '../support/record.js'
import { bindings, flagsApp, KEY, request, see, snapshotServing, watchedStore } from './setup.js'

beforeEach(() => bindings.FLAGS.delete(KEY))

/** Moves the clock; timers go on as they are. */
const later = (seconds: number) => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 })
  onTestFinished(() => void vi.useRealTimers())
}

/** A gate that what waits for it passes when it is opened. */
const gate = () => {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, wait: () => opened }
}

describe('rule 2: one snapshot per request', () => {
  it('a request sees the same revision from first to last evaluation, whatever others load meanwhile', async () => {
    await bindings.FLAGS.put(KEY, snapshotServing(false))
    const app = flagsApp({ ttl: 60 })
    const reached = gate()
    const proceed = gate()
    app.get('/long', async (c) => {
      const flags = c.get('flags')
      const first = [flags.boolVariation('dark-mode', true), flags.snapshot.revision]
      reached.open()
      await proceed.wait()
      return c.json([first, [flags.boolVariation('dark-mode', true), flags.snapshot.revision]])
    })
    await see(app)
    const long = request(app, { path: '/long' })
    await reached.wait()

    await bindings.FLAGS.put(KEY, snapshotServing(true))
    later(61)
    expect((await see(app)).dark).toBe(false) // stale, and reads again behind its response
    expect((await see(app)).dark).toBe(true)

    proceed.open()
    const [first, last] = (await (await long).response.json()) as [unknown, unknown]
    expect(last).toEqual(first)
    expect(first).toEqual([false, expect.any(String)])
  })
})

describe('rule 3: never block on freshness', () => {
  it('fresh: the handler is called at once, without any await', async () => {
    await bindings.FLAGS.put(KEY, snapshotServing(true))
    const middleware = featureFlags({ logLevel: 'silent' })
    const app = new Hono<FlagsEnv>()
    let calledAtOnce: boolean | undefined
    app.use((c, next) => {
      let called = false
      const done = middleware(c, () => {
        called = true
        return next()
      })
      calledAtOnce = called
      return done
    })
    app.get('/', (c) => c.json({ source: c.get('flags').snapshot.source }))
    await see(app)
    expect(calledAtOnce, 'cold: one read of KV is waited for').toBe(false)
    expect(
      (await see(app, { headers: { cookie: 'burgee_id=0e8400e2-0000-4000-8000-000000000001' } })).source,
    ).toBe('memory')
    expect(calledAtOnce).toBe(true)
    expect((await see(app)).source, 'a new visitor is not made to wait either').toBe('memory')
    expect(calledAtOnce).toBe(true)
  })

  it('stale: the old snapshot is served while the new one is read behind the response', async () => {
    await bindings.FLAGS.put(KEY, snapshotServing(false))
    const watched = watchedStore()
    const app = flagsApp({ store: watched.store, ttl: 60 })
    await see(app)
    await bindings.FLAGS.put(KEY, snapshotServing(true))
    const slow = gate()
    watched.before = slow.wait
    later(61)
    const stale = await request(app) // answers although the store does not
    expect(await stale.seen()).toMatchObject({ dark: false, source: 'memory' })
    slow.open()
    await stale.settle()
    expect(await see(app)).toMatchObject({ dark: true, source: 'memory' })
  })

  it('stale: one request reads, the others leave it to that one', async () => {
    await bindings.FLAGS.put(KEY, snapshotServing(false))
    const watched = watchedStore()
    const app = flagsApp({ store: watched.store, ttl: 60 })
    await see(app)
    const slow = gate()
    watched.before = slow.wait
    later(61)
    const many = await Promise.all(Array.from({ length: 20 }, () => request(app)))
    expect(watched.reads).toBe(2)
    slow.open()
    await Promise.all(many.map(({ settle }) => settle()))
    expect(watched.reads).toBe(2)
  })

  it('stale: a read that never ended does not keep others from reading: the lease expires', async () => {
    await bindings.FLAGS.put(KEY, snapshotServing(false))
    const watched = watchedStore()
    const app = flagsApp({ store: watched.store, ttl: 60, readTimeout: 1_000 })
    await see(app)
    const never = gate()
    watched.before = never.wait
    later(61)
    await request(app)
    expect(watched.reads).toBe(2)
    later(9)
    await request(app)
    expect(watched.reads).toBe(2)
    later(2)
    await request(app)
    expect(watched.reads).toBe(3)
    never.open()
  })

  it('missing: one read of KV, then the bundled snapshot, and later the published one', async () => {
    const watched = watchedStore()
    const app = flagsApp({ store: watched.store, snapshot: snapshotServing(true) })
    expect(await see(app)).toMatchObject({ dark: true, source: 'bundled' })
    expect(watched.reads).toBe(1)
    await bindings.FLAGS.put(KEY, snapshotServing(false))
    later(6)
    expect(await see(app)).toMatchObject({ dark: true, source: 'bundled' })
    expect(await see(app)).toMatchObject({ dark: false, source: 'memory' })
  })

  it('missing, and nothing bundled: one read of KV for each request, then every fallback', async () => {
    const { logger, codes } = recorder()
    const watched = watchedStore()
    const app = flagsApp({ store: watched.store, logger, logLevel: 'info' })
    expect(await see(app)).toMatchObject({ dark: false, source: 'none' })
    expect(await see(app)).toMatchObject({ dark: false, source: 'none' })
    expect(watched.reads).toBe(2)
    expect(codes()).toContain(9004)
    await bindings.FLAGS.put(KEY, snapshotServing(true))
    expect(await see(app)).toMatchObject({ dark: true, source: 'store' })
  })

  it('a store that throws: the request is served, and the next ones do not wait for it', async () => {
    const { logger, codes } = recorder()
    const watched = watchedStore()
    watched.before = () => Promise.reject(new Error('KV is down'))
    const app = flagsApp({ store: watched.store, logger, logLevel: 'info' })
    expect(await see(app)).toMatchObject({ dark: false, source: 'none' })
    expect(await see(app)).toMatchObject({ dark: false, source: 'none' })
    expect(watched.reads).toBe(1)
    expect(codes()).toContain(9006)
    await bindings.FLAGS.put(KEY, snapshotServing(true))
    watched.before = async () => {}
    later(6)
    expect((await see(app)).source).toBe('none')
    expect(await see(app)).toMatchObject({ dark: true, source: 'memory' })
  })

  it('a store that does not answer: the request waits no longer than readTimeout', async () => {
    const watched = watchedStore()
    watched.before = () => new Promise(() => {})
    const app = flagsApp({ store: watched.store, readTimeout: 0.05 })
    expect(await see(app)).toMatchObject({ dark: false, source: 'none' })
  })

  it.each([
    ['any text', 'hello'],
    ['half a snapshot', snapshotServing(true).slice(0, -40)],
    ['a newer format', snapshotServing(true).replace('"format":1', '"format":2')],
  ])('a KV value that is %s never replaces a good one', async (_, garbage) => {
    const { logger, codes } = recorder()
    const app = flagsApp({ logger, logLevel: 'info', ttl: 60 })
    await bindings.FLAGS.put(KEY, snapshotServing(true))
    await see(app)
    await bindings.FLAGS.put(KEY, garbage)
    later(61)
    await see(app)
    expect(await see(app)).toMatchObject({ dark: true, source: 'memory' })
    expect(codes()).toContain(9005)
  })

  it('a KV value that is garbage from the start: every fallback, and a code', async () => {
    const { logger, codes } = recorder()
    await bindings.FLAGS.put(KEY, 'garbage')
    const app = flagsApp({ logger, logLevel: 'info' })
    expect(await see(app)).toMatchObject({ dark: false, source: 'none' })
    expect(codes()).toContain(9005)
  })

  it('an older snapshot, which KV may answer with after a newer one, does not replace it', async () => {
    const app = flagsApp({ ttl: 60 })
    const older = snapshotServing(false).replace(/"createdAt":\d+/, '"createdAt":1')
    await bindings.FLAGS.put(KEY, snapshotServing(true))
    await see(app)
    await bindings.FLAGS.put(KEY, older)
    later(61)
    await see(app)
    expect(await see(app)).toMatchObject({ dark: true, source: 'memory' })
  })

  it('a snapshot that is deleted from KV goes on being served', async () => {
    await bindings.FLAGS.put(KEY, snapshotServing(true))
    const app = flagsApp({ ttl: 60 })
    await see(app)
    await bindings.FLAGS.delete(KEY)
    later(61)
    await see(app)
    expect(await see(app)).toMatchObject({ dark: true, source: 'memory' })
  })
})

describe('rule 5: KV is written only when the content changed', () => {
  const flags = [boolFlag('dark-mode'), stringFlag('greeting'), boolFlag('third')]

  it('a run that finds the same content writes nothing, and one that finds another writes once', async () => {
    const api = fakeFetch({ flags })
    const watched = watchedStore()
    const refresh = scheduledRefresh({ store: watched.store, logLevel: 'silent' })
    const results = [await refresh(bindings), await refresh(bindings)]
    api.updateFlag('greeting', { description: 'what evaluation does not look at' })
    results.push(await refresh(bindings))
    expect(results.map(({ status }) => status)).toEqual(['published', 'unchanged', 'unchanged'])
    expect(watched.writes).toBe(1)
    api.updateFlag('dark-mode', { state: 'off' })
    expect(await refresh(bindings)).toMatchObject({ status: 'published', flags: 3, segments: 0 })
    expect(watched.writes).toBe(2)
  })

  it.each<[string, (api: ReturnType<typeof fakeFetch>) => void, object]>([
    [
      'empty',
      (api) => flags.forEach(({ feature }) => void api.deleteFlag(feature)),
      { status: 'refused', reason: 'empty' },
    ],
    [
      'shrunken',
      (api) => flags.slice(1).forEach(({ feature }) => void api.deleteFlag(feature)),
      { status: 'refused', reason: 'shrunken' },
    ],
    [
      'not JSON',
      (api) => api.fail({ route: 'flags', body: '<html>' }),
      { status: 'refused', reason: 'malformed' },
    ],
    [
      'not a list',
      (api) => api.fail({ route: 'segments', body: '{}' }),
      { status: 'refused', reason: 'malformed' },
    ],
    [
      'an error',
      (api) => api.fail({ route: 'flags', status: 400 }),
      { status: 'failed', reason: 'unavailable' },
    ],
  ])('an answer that is %s leaves the last good snapshot', async (_, spoil, expected) => {
    const api = fakeFetch({ flags })
    const refresh = scheduledRefresh({ logLevel: 'silent' })
    await refresh(bindings)
    const before = await bindings.FLAGS.get(KEY)
    spoil(api)
    expect(await refresh(bindings)).toMatchObject(expected)
    expect(await bindings.FLAGS.get(KEY)).toBe(before)
    expect(before).toContain('"key":"dark-mode"')
  })
})

describe('rule 6: metrics have an owner', () => {
  const options = { metrics: { flushInterval: 0.05 } }

  it('one request’s waitUntil sends them, with no further traffic', async () => {
    const api = fakeFetch({})
    await bindings.FLAGS.put(KEY, snapshotServing(true))
    const app = flagsApp(options)
    const { response, settle } = await request(app)
    expect(response.status).toBe(200)
    expect(api.metrics).toHaveLength(0)
    await settle()
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 1 })
  })

  it('many requests make one batch, owned by one of them', async () => {
    const api = fakeFetch({})
    await bindings.FLAGS.put(KEY, snapshotServing(true))
    const app = flagsApp(options)
    const many = await Promise.all(Array.from({ length: 50 }, () => request(app)))
    await Promise.all(many.map(({ settle }) => settle()))
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 50 })
    expect(api.count('metrics')).toBe(1)
    expect(api.count('auth')).toBe(1)
  })

  it('a batch whose owner died is adopted by the next request, after the lease', async () => {
    const api = fakeFetch({})
    await bindings.FLAGS.put(KEY, snapshotServing(true))
    const app = flagsApp(options)
    const abandoned = {
      waitUntil: (work: Promise<unknown>) => void work,
      passThroughOnException() {},
      props: {},
    }
    vi.stubGlobal('setTimeout', () => 0) // the timer of a request that was torn down
    await app.fetch(new Request('https://app.test/'), bindings, abandoned)
    vi.stubGlobal('setTimeout', setTimeoutOfTheRuntime)
    await see(app)
    expect(api.count('metrics'), 'the lease is still held').toBe(0)
    later(9)
    await see(app)
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 3 })
  })

  it('a batch that is large is sent at once', async () => {
    const api = fakeFetch({})
    await bindings.FLAGS.put(KEY, snapshotServing(true))
    const app = flagsApp({ metrics: { flushInterval: 20 }, target: { header: 'x-target-id' } })
    const contexts = Array.from({ length: 1_000 }, () => createExecutionContext())
    for (const [i, context] of contexts.entries()) {
      await app.fetch(
        new Request('https://app.test/', { headers: { 'x-target-id': `user-${i}` } }),
        bindings,
        context,
      )
    }
    const last = contexts.at(-1)
    if (last) await waitOnExecutionContext(last)
    expect(api.metrics[0]?.targetData).toHaveLength(1_000)
    expect(api.evaluations()).toEqual({ 'dark-mode/on': 1_000 })
  })

  it('nothing is sent where nothing was evaluated', async () => {
    const api = fakeFetch({})
    await bindings.FLAGS.put(KEY, snapshotServing(true))
    const app = flagsApp(options)
    app.get('/plain', (c) => c.text('plain'))
    await (await request(app, { path: '/plain' })).settle()
    expect(api.requests).toEqual([])
  })
})

const setTimeoutOfTheRuntime = globalThis.setTimeout

/** Notes parsing, sorting, copying and the making of patterns and collections. */
const watchWork = (): { seen: string[]; restore: () => void } => {
  const seen: string[] = []
  const watched: [object, string, unknown][] = []
  const watchMethod = (owner: object, name: string) => {
    const original = Reflect.get(owner, name) as (...args: unknown[]) => unknown
    watched.push([owner, name, original])
    Reflect.set(owner, name, function (this: unknown, ...args: unknown[]) {
      seen.push(name)
      return original.apply(this, args)
    })
  }
  const watchClass = (name: 'RegExp' | 'Set' | 'Map') => {
    const original = globalThis[name]
    watched.push([globalThis, name, original])
    Reflect.set(
      globalThis,
      name,
      new Proxy(original, {
        construct(made, args, newTarget) {
          seen.push(name)
          return Reflect.construct(made, args, newTarget)
        },
      }),
    )
  }
  watchMethod(JSON, 'parse')
  for (const name of ['sort', 'map', 'filter', 'slice', 'flatMap']) watchMethod(Array.prototype, name)
  for (const name of ['split', 'match', 'replace']) watchMethod(String.prototype, name)
  for (const name of ['RegExp', 'Set', 'Map'] as const) watchClass(name)
  return {
    seen,
    restore: () => watched.forEach(([owner, name, original]) => void Reflect.set(owner, name, original)),
  }
}

describe('rule 7: the hot path does no work that hydration could have done', () => {
  it('parses nothing, compiles no pattern, sorts nothing, makes no Set from the second evaluation on', async () => {
    const flags = [
      boolFlag('gate', { defaultServe: { variation: 'on' } }),
      stringFlag('everything', {
        prerequisites: [{ feature: 'gate', variations: ['on'] }],
        variationToTargetMap: [{ variation: 'b', targets: ids('bob', 'cem'), targetSegments: ['beta'] }],
        rules: [
          rule('b', [clause('plan', 'match', '^(a|b)+$')], 2),
          rule('b', [clause('plan', 'in', 'x', 'y'), clause('plan', 'equal', 'z')], 1),
        ],
        defaultServe: {
          distribution: {
            bucketBy: 'identifier',
            variations: [
              { variation: 'a', weight: 50 },
              { variation: 'c', weight: 50 },
            ],
          },
        },
      }),
    ]
    const segments = [{ identifier: 'beta', included: ids('dot'), rules: [clause('plan', 'match', 'q+')] }]
    await bindings.FLAGS.put(KEY, compileHarness({ flags, segments }).snapshot)
    const app = new Hono<FlagsEnv>()
    app.use(featureFlags({ logLevel: 'silent', metrics: false }))
    const made: string[] = []
    app.get('/', (c) => {
      const view = c.get('flags')
      view.stringVariation('everything', '')
      const { seen, restore } = watchWork()
      view.stringVariation('everything', '')
      restore()
      made.push(...seen)
      made.push(`${view.snapshot.flags} flags`) // so that an app that never ran is found out
      return c.json({})
    })
    await see(app)
    expect(made).toEqual(['2 flags'])
  })
})

describe('rule 8: what visitors send is hostile', () => {
  const target = { header: 'x-target-id', cookie: 'session_user' }

  it.each([
    '../../etc/passwd',
    '<script>alert(1)</script>',
    'a b',
    "'; DROP TABLE flags; --",
    'ada\tadmin',
    'zo\u00eb',
    'x'.repeat(257),
    '%00',
    '{"identifier":"admin"}',
  ])('the identifier %j makes the visitor anonymous, with a code, and is not logged', async (identifier) => {
    await bindings.FLAGS.put(KEY, snapshotServing(true))
    const { lines, logger, codes } = recorder()
    const app = flagsApp({ target, logger, logLevel: 'info', metrics: false })
    const byHeader = await see(app, { headers: { 'x-target-id': identifier } })
    expect(byHeader).toMatchObject({ dark: true, target: { anonymous: true } })
    expect(byHeader.target?.identifier).toMatch(/^[0-9a-f-]{36}$/)
    const byCookie = await see(app, { headers: { cookie: `session_user=${encodeURIComponent(identifier)}` } })
    expect(byCookie.target?.anonymous).toBe(true)
    expect(codes().filter((code) => code === 9009)).toHaveLength(2)
    expect(lines.join('\n')).not.toContain(identifier)
  })

  it.each(['__proto__', 'constructor', 'toString'])(
    'the identifier %s is only a name',
    async (identifier) => {
      await bindings.FLAGS.put(KEY, snapshotServing(true))
      const app = flagsApp({ target, metrics: false })
      const seen = await see(app, { headers: { 'x-target-id': identifier } })
      expect(seen).toMatchObject({ dark: true, target: { identifier } })
      expect(seen.target?.anonymous).toBeUndefined()
    },
  )

  it.each([
    'burgee_id=%E0%A4%A',
    'burgee_id=<img>',
    `burgee_id=${'y'.repeat(4_000)}`,
    'burgee_id',
    '=;;;=',
    'burgee_id=; burgee_id="',
  ])('the cookie header %j gives a new anonymous identifier', async (cookie) => {
    await bindings.FLAGS.put(KEY, snapshotServing(true))
    const app = flagsApp({ metrics: false })
    const { response, seen } = await request(app, { headers: { cookie } })
    expect(response.status).toBe(200)
    expect((await seen()).target?.identifier).toMatch(/^[0-9a-f-]{36}$/)
    expect(response.headers.get('set-cookie')).toContain('burgee_id=')
  })

  it('a header named like an inherited property is no attribute unless it was sent', async () => {
    const flags = [boolFlag('dark-mode', { rules: [rule('on', [clause('constructor', 'contains', '')])] })]
    await bindings.FLAGS.put(KEY, compileHarness({ flags }).snapshot)
    const app = flagsApp({
      metrics: false,
      target: { attributes: { headers: { constructor: 'x-constructor' } } },
    })
    expect((await see(app)).dark).toBe(false)
    expect((await see(app, { headers: { 'x-constructor': 'sent' } })).dark).toBe(true)
  })
})
