/** fetchWithFlags in a Worker that is a class, over real connections. */
import { compileHarness } from 'burgee/harness'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { boolFlag } from '../../conformance/build.js'
import { bundleAndStart, type RunningWorker } from '../../kit/worker.js'

let worker: RunningWorker

beforeAll(async () => {
  worker = await bundleAndStart({ file: 'test/fixtures/entrypoint.ts' })
  const flags = [boolFlag('dark-mode', { defaultServe: { variation: 'on' } })]
  await (await worker.miniflare.getKVNamespace('FLAGS')).put(
    'burgee:snapshot',
    compileHarness({ flags }).snapshot,
  )
})

afterAll(() => worker?.stop())

const get = (path: string) => fetch(new URL(path, worker.url))

it('a class serves flags from its bindings, and sets the cookie', async () => {
  const cold = await get('/')
  expect(await cold.json()).toEqual({ dark: true, source: 'store' })
  expect(cold.headers.get('set-cookie')).toMatch(/^burgee_id=/)
  expect(await (await get('/')).json()).toEqual({ dark: true, source: 'memory' })
})

it('an error that its handler throws fails that request only', async () => {
  expect((await get('/broken')).status).toBe(500)
  expect((await get('/')).status).toBe(200)
})
