/** What the three workers in examples/ have in common: the same shop, in workerd, with a config API over HTTP. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig, serveConfigApi } from '../../worker/demo/config-api.js'
import { ROOT } from '../kit/bundle.js'
import { bundleAndStart, type RunningWorker } from '../kit/worker.js'

type Get = (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>

/** The worker's answers before its cron has run, and after; `more` are tests that only this example has. */
export const describeShop = (name: string, more: (get: Get) => void = () => {}): void => {
  let config: Awaited<ReturnType<typeof serveConfigApi>>
  let worker: RunningWorker

  beforeAll(async () => {
    config = await serveConfigApi(readConfig())
    worker = await bundleAndStart(
      { file: `examples/${name}/index.ts` },
      { HARNESS_SDK_KEY: config.api.sdkKey, HARNESS_BASE_URL: config.url, HARNESS_EVENTS_URL: config.url },
    )
  })

  afterAll(async () => {
    await worker?.stop()
    await config?.close()
  })

  const get: Get = (path, headers = {}) => fetch(new URL(path, worker.url), { headers })
  const json = async (path: string, headers?: Readonly<Record<string, string>>): Promise<unknown> =>
    (await get(path, headers)).json()

  it.each(['main = "index.ts"', 'binding = "FLAGS"', 'crons = ["* * * * *"]'])(
    'its wrangler.toml says %s',
    (line) => {
      expect(readFileSync(`${ROOT}examples/${name}/wrangler.toml`, 'utf8').split('\n')).toContain(line)
    },
  )

  it('before the cron has run, serves its fallbacks', async () => {
    expect(await json('/checkout', { 'x-user-id': 'ada' })).toEqual({
      layout: 'three-steps',
      reason: 'not_ready',
      visitor: 'ada',
    })
    expect(await json('/products')).toHaveLength(10)
    expect(config.api.count('flags'), 'no request asks the config API').toBe(0)
  })

  describe('after the cron has run', () => {
    beforeAll(async () => {
      const { outcome } = await (await worker.miniflare.getWorker()).scheduled()
      expect(outcome).toBe('ok')
    })

    // Which half of the rollout an identifier falls into is what the Harness SDK says.
    it.each([
      ['ada', 'three-steps', 'control'],
      ['bob', 'one-page', 'treatment'],
    ])('%s is served the layout %s', async (visitor, layout, variation) => {
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
    ])('the plan %s shows %i products', async (plan, products) => {
      expect(await json('/products', { 'x-user-id': 'eve', 'x-plan': plan })).toHaveLength(products)
    })

    it('a visitor without a name keeps their layout, through a cookie that no cache keeps', async () => {
      const first = await get('/checkout')
      const [cookie = ''] = first.headers.get('set-cookie')?.split(';') ?? []
      const seen = (await first.json()) as { visitor: string }
      expect(cookie).toBe(`burgee_id=${seen.visitor}`)
      expect(first.headers.get('cache-control')).toBe('private, no-store')

      const again = await get('/checkout', { cookie })
      expect(again.headers.get('set-cookie')).toBeNull()
      expect(await again.json()).toEqual(seen)
    })

    it('what does not exist is not found', async () => {
      expect((await get('/nothing')).status).toBe(404)
    })

    more(get)

    it('all that was asked of the config API was asked by the cron, and the key is in no log', () => {
      expect(config.api.count('flags')).toBe(1)
      expect(worker.output()).toContain('SDKCODE:')
      expect(worker.output()).not.toContain(config.api.sdkKey)
    })
  })
}
