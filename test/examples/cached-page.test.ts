/** examples/cached-page, in workerd with its Cache API. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveHarnessApi } from '../../worker/demo/serve-api.js'
import { boolFlag, stringFlag } from '../conformance/build.js'
import { bundleAndStart, type RunningWorker } from '../kit/worker.js'

const halves = [
  { variation: 'on', weight: 50 },
  { variation: 'off', weight: 50 },
]
const flags = [
  boolFlag('dark-mode', { defaultServe: { distribution: { bucketBy: 'identifier', variations: halves } } }),
  stringFlag('checkout-layout'),
]

let harness: Awaited<ReturnType<typeof serveHarnessApi>>
let worker: RunningWorker

beforeAll(async () => {
  harness = await serveHarnessApi({ flags })
  worker = await bundleAndStart({ file: 'examples/cached-page/index.ts' }, harness.bindings)
  await (await worker.miniflare.getWorker()).scheduled()
})

afterAll(async () => {
  await worker?.stop()
  await harness?.close()
})

const visit = async (number: number) => {
  const id = `11111111-2222-4333-8444-${String(number).padStart(12, '0')}`
  const response = await fetch(worker.url, { headers: { cookie: `burgee_id=${id}` } })
  const body = await response.text()
  return {
    page: /class="(\w+)"/.exec(body)?.[1],
    variant: response.headers.get('x-variant'),
    kept: response.headers.get('cache-control'),
    body,
  }
}

it('renders each variant once, and serves its copy to every visitor with the same flags', async () => {
  const visits: Awaited<ReturnType<typeof visit>>[] = []
  for (let number = 0; number < 20; number++) visits.push(await visit(number))
  for (const shade of ['dark', 'light']) {
    const variants = visits.filter(({ page }) => page === shade).map(({ variant }) => variant)
    expect(variants.length, shade).toBeGreaterThan(2)
    expect(variants).toEqual(['rendered', ...variants.slice(1).map(() => 'kept')])
  }
  expect(new Set(visits.map(({ body }) => body)).size).toBe(2)
})

it('makes every response private, because all variants have one URL', async () => {
  expect([(await visit(1)).kept, (await visit(999)).kept]).toEqual(['private', 'private'])
})
