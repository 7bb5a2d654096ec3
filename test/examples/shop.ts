/** The tests that three examples share: the same shop, in workerd, with a Harness API over HTTP. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unstable_readConfig as readConfig } from 'wrangler'
import { readHarnessFile } from '../../worker/demo/flags-file.js'
import { serveHarnessApi } from '../../worker/demo/serve-api.js'
import { ROOT } from '../kit/bundle.js'
import { bundleAndStart, type RunningWorker } from '../kit/worker.js'

type Get = (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>

/** Tests the worker before its cron has run, and after. `more` adds the tests of one example. */
export const describeShop = (name: string, more: (get: Get) => void = () => {}): void => {
  let harness: Awaited<ReturnType<typeof serveHarnessApi>>
  let worker: RunningWorker

  beforeAll(async () => {
    harness = await serveHarnessApi(readHarnessFile())
    worker = await bundleAndStart({ file: `examples/${name}/index.ts` }, harness.bindings)
  })

  afterAll(async () => {
    await worker?.stop()
    await harness?.close()
  })

  const get: Get = (path, headers = {}) => fetch(new URL(path, worker.url), { headers })
  const json = async (path: string, headers?: Readonly<Record<string, string>>): Promise<unknown> =>
    (await get(path, headers)).json()

  it('has a wrangler.jsonc that binds KV and runs the cron', () => {
    const folder = `${ROOT}examples/${name}/`
    expect(readConfig({ config: `${folder}wrangler.jsonc` })).toMatchObject({
      main: `${folder}index.ts`,
      kv_namespaces: [{ binding: 'FLAGS' }],
      triggers: { crons: ['* * * * *'] },
    })
  })

  it('serves its fallbacks before the cron has run', async () => {
    expect(await json('/checkout', { 'x-user-id': 'ada' })).toEqual({
      layout: 'three-steps',
      reason: 'not_ready',
      visitor: 'ada',
    })
    expect(await json('/products')).toHaveLength(10)
    expect(harness.api.count('flags'), 'no request asks Harness').toBe(0)
  })

  describe('after the cron has run', () => {
    beforeAll(async () => {
      const { outcome } = await (await worker.miniflare.getWorker()).scheduled()
      expect(outcome).toBe('ok')
    })

    // The Harness SDK puts these identifiers into these halves of the rollout.
    it.each([
      ['ada', 'three-steps', 'control'],
      ['bob', 'one-page', 'treatment'],
    ])('serves %s the layout %s', async (visitor, layout, variation) => {
      expect(await json('/checkout', { 'x-user-id': visitor })).toEqual({
        layout,
        variation,
        reason: 'default_rollout',
        visitor,
      })
    })

    it.each([
      ['free', 20],
      ['pro', 100],
    ])('shows the plan %s %i products', async (plan, products) => {
      expect(await json('/products', { 'x-user-id': 'eve', 'x-plan': plan })).toHaveLength(products)
    })

    it('keeps the layout of an anonymous visitor with a cookie, in private responses', async () => {
      const first = await get('/checkout')
      const [cookie = ''] = first.headers.get('set-cookie')?.split(';') ?? []
      const seen = (await first.json()) as { visitor: string }
      expect(cookie).toBe(`burgee_id=${seen.visitor}`)
      expect(first.headers.get('cache-control')).toBe('private, no-store')

      const again = await get('/checkout', { cookie })
      expect(again.headers.get('set-cookie')).toBeNull()
      expect(await again.json()).toEqual(seen)
    })

    it('answers 404 to an unknown path', async () => {
      expect((await get('/nothing')).status).toBe(404)
    })

    more(get)

    it('asks Harness only in the cron, and logs no key', () => {
      expect(harness.api.count('flags')).toBe(1)
      expect(worker.output()).toContain('SDKCODE:')
      expect(worker.output()).not.toContain(harness.api.sdkKey)
    })
  })
}
