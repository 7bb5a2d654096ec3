import { type FlagsEnv, featureFlags } from 'burgee/hono'
import { Hono } from 'hono'
import { beforeEach, describe, expect, it } from 'vitest'
import { FORMAT } from '../../src/core/format.js'
import { later, PAST_LEASE, PAST_TTL } from '../kit/clock.js'
import { snapshotServing } from '../kit/flags.js'
import { recorder } from '../kit/record.js'
import { gate } from '../kit/wait.js'
import { bindings, flagsApp, KEY, request, see, watchedStore } from '../kit/workerd.js'

beforeEach(() => bindings.FLAGS.delete(KEY))

describe('rule 3: never block on freshness', () => {
  it('fresh: the handler is called immediately, without an await', async () => {
    await bindings.FLAGS.put(KEY, snapshotServing('on'))
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

  it('stale: the old snapshot is served, and the new one is read after the response', async () => {
    await bindings.FLAGS.put(KEY, snapshotServing('off'))
    const watched = watchedStore()
    const app = flagsApp({ store: watched.store, ttl: 60 })
    await see(app)
    await bindings.FLAGS.put(KEY, snapshotServing('on'))
    const slow = gate()
    watched.before = slow.wait
    later(PAST_TTL)
    const stale = await request(app) // a response, although the store gives none
    expect(await stale.seen()).toMatchObject({ dark: false, source: 'memory' })
    slow.open()
    await stale.settle()
    expect(await see(app)).toMatchObject({ dark: true, source: 'memory' })
  })

  it('stale: one request reads, and the others do not', async () => {
    await bindings.FLAGS.put(KEY, snapshotServing('off'))
    const watched = watchedStore()
    const app = flagsApp({ store: watched.store, ttl: 60 })
    await see(app)
    const slow = gate()
    watched.before = slow.wait
    later(PAST_TTL)
    const many = await Promise.all(Array.from({ length: 20 }, () => request(app)))
    expect(watched.reads).toBe(2)
    slow.open()
    await Promise.all(many.map(({ settle }) => settle()))
    expect(watched.reads).toBe(2)
  })

  it('stale: a read that never ended does not keep others from reading: the lease expires', async () => {
    await bindings.FLAGS.put(KEY, snapshotServing('off'))
    const watched = watchedStore()
    const app = flagsApp({ store: watched.store, ttl: 60, readTimeout: 1_000 })
    await see(app)
    const never = gate()
    watched.before = never.wait
    later(PAST_TTL)
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

  it('stale: a ttl shorter than the lease counts from the end of a read; the lease does not outlive it', async () => {
    await bindings.FLAGS.put(KEY, snapshotServing('off'))
    const watched = watchedStore()
    const app = flagsApp({ store: watched.store, ttl: 2 })
    await see(app)
    for (const reads of [2, 3]) {
      later(3)
      await see(app) // reads after its response
      await see(app)
      expect(watched.reads).toBe(reads)
    }
  })

  it('stale: a read that ends long after its lease neither undoes nor delays a newer snapshot', async () => {
    await bindings.FLAGS.put(KEY, snapshotServing('off'))
    const watched = watchedStore()
    const app = flagsApp({ store: watched.store, ttl: 60, readTimeout: 1_000 })
    await see(app)
    const slow = gate()
    watched.before = async () => {
      await slow.wait()
      throw new Error('KV was down')
    }
    later(PAST_TTL)
    const late = await request(app)
    watched.before = async () => {}
    await bindings.FLAGS.put(KEY, snapshotServing('on'))
    later(PAST_LEASE)
    await see(app)
    slow.open()
    await late.settle()
    expect(await see(app)).toMatchObject({ dark: true, source: 'memory' })
    expect(watched.reads).toBe(3)
    await bindings.FLAGS.put(KEY, snapshotServing('off'))
    later(PAST_TTL)
    await see(app)
    expect(await see(app)).toMatchObject({ dark: false })
  })

  it('missing: one read of KV, then the bundled snapshot, and later the published one', async () => {
    const watched = watchedStore()
    const app = flagsApp({ store: watched.store, snapshot: snapshotServing('on') })
    expect(await see(app)).toMatchObject({ dark: true, source: 'bundled' })
    expect(watched.reads).toBe(1)
    await bindings.FLAGS.put(KEY, snapshotServing('off'))
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
    await bindings.FLAGS.put(KEY, snapshotServing('on'))
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
    await bindings.FLAGS.put(KEY, snapshotServing('on'))
    watched.before = async () => {}
    later(6)
    expect((await see(app)).source).toBe('none')
    expect(await see(app)).toMatchObject({ dark: true, source: 'memory' })
  })

  it('a store that does not respond: the request waits no longer than readTimeout', async () => {
    const watched = watchedStore()
    watched.before = () => new Promise(() => {})
    const app = flagsApp({ store: watched.store, readTimeout: 0.05 })
    expect(await see(app)).toMatchObject({ dark: false, source: 'none' })
  })

  it.each([
    ['any text', 'hello'],
    ['half a snapshot', snapshotServing('on').slice(0, -40)],
    ['a newer format', snapshotServing('on').replace(`"format":${FORMAT}`, `"format":${FORMAT + 1}`)],
  ])('a KV value that is %s never replaces a good one', async (_, garbage) => {
    const { logger, codes } = recorder()
    const app = flagsApp({ logger, logLevel: 'info', ttl: 60 })
    await bindings.FLAGS.put(KEY, snapshotServing('on'))
    await see(app)
    await bindings.FLAGS.put(KEY, garbage)
    later(PAST_TTL)
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

  it('an older snapshot, which KV may return after a newer one, does not replace it', async () => {
    const app = flagsApp({ ttl: 60 })
    const older = snapshotServing('off').replace(/"createdAt":\d+/, '"createdAt":1')
    await bindings.FLAGS.put(KEY, snapshotServing('on'))
    await see(app)
    await bindings.FLAGS.put(KEY, older)
    later(PAST_TTL)
    await see(app)
    expect(await see(app)).toMatchObject({ dark: true, source: 'memory' })
  })

  it('a snapshot that is deleted from KV goes on being served', async () => {
    await bindings.FLAGS.put(KEY, snapshotServing('on'))
    const app = flagsApp({ ttl: 60 })
    await see(app)
    await bindings.FLAGS.delete(KEY)
    later(PAST_TTL)
    await see(app)
    expect(await see(app)).toMatchObject({ dark: true, source: 'memory' })
  })
})
