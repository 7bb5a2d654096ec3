/** The server SDK and the provider in workerd, over real connections: many requests in one isolate. */
import { compileHarness } from 'burgee/harness'
import { describe, expect, it, onTestFinished } from 'vitest'
import { boolFlag } from '../../conformance/build.js'
import { bundleWorker } from '../../kit/bundle.js'
import { NOT_LONG, outcomes, visit, visits } from '../../kit/client.js'
import { startUpstream } from '../../kit/upstream.js'
import { A_MOMENT, pause, until } from '../../kit/wait.js'
import { startWorker } from '../../kit/worker.js'

/** Bundles like wrangler with `nodejs_compat`: the SDK imports `async_hooks` by its old name. */
const NODE = { external: ['cloudflare:*', 'node:*'], alias: { async_hooks: 'node:async_hooks' } }

const start = async () => {
  const upstream = await startUpstream()
  onTestFinished(upstream.stop)
  const { code } = await bundleWorker({ file: 'test/fixtures/openfeature-worker.ts' }, NODE)
  const worker = await startWorker(code, { UPSTREAM: upstream.url }, ['nodejs_compat'])
  onTestFinished(worker.stop)
  const { url, miniflare } = worker
  const kv = await miniflare.getKVNamespace('FLAGS')
  const publish = (served: 'on' | 'off') => {
    const { snapshot } = compileHarness({
      flags: [boolFlag('dark-mode', { defaultServe: { variation: served } })],
    })
    return kv.put('burgee:snapshot', snapshot)
  }
  return { upstream, url, publish, output: worker.output }
}

const served = (value: boolean, reason = 'STATIC') => ({ status: 200, body: { value, reason } })
const all = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one)

describe('a cold isolate with many visitors at once', () => {
  it('serves all who stay, although the first and others leave in the middle of their reads', async () => {
    const { upstream, url, publish } = await start()
    await publish('on')
    upstream.hold()
    const first = visit(url, '/')
    await until(() => upstream.calls === 1)
    const [leaving, staying] = [visits(9, url, '/'), visits(20, url, '/')]
    await until(() => upstream.calls === 30) // each reads for itself
    for (const one of [first, ...leaving]) one.leave()
    await until(() => upstream.abandoned === 10)
    upstream.release()
    expect(await outcomes(staying)).toEqual(all(20, served(true)))
    expect(await outcomes(visits(20, url, '/'))).toEqual(all(20, served(true)))
    expect(upstream.calls, 'nothing is read again').toBe(30)
  })

  it('control: if all wait for a promise of the first, they fail when it leaves', async () => {
    const { upstream, url, publish } = await start()
    await publish('on')
    upstream.hold()
    const first = visit(url, '/shared')
    await until(() => upstream.calls === 1)
    const staying = visits(5, url, '/shared', NOT_LONG)
    first.leave()
    await until(() => upstream.abandoned === 1)
    upstream.release()
    const successes = (await outcomes(staying)).filter(
      ({ body }) => (body as { value?: boolean })?.value === true,
    )
    expect(successes).toEqual([])
  })
})

describe('an isolate', () => {
  it('with an empty KV falls back, and is ready with the first request after a publication', async () => {
    const { url, publish } = await start()
    expect(await visit(url, '/').outcome).toEqual(served(false, 'ERROR'))
    await publish('on')
    expect(await visit(url, '/').outcome).toEqual(served(true))
  })

  it('serves its snapshot while it reads a newer one after a response', async () => {
    const { upstream, url, publish } = await start()
    await publish('on')
    expect(await visit(url, '/').outcome).toEqual(served(true))
    await publish('off')
    await visit(url, '/later').outcome
    upstream.hold(1)
    expect(await visit(url, '/').outcome, 'not held').toEqual(served(true))
    upstream.release()
    await until(async () => JSON.stringify(await visit(url, '/').outcome).includes('"value":false'))
  })

  it('sends the counts of its requests after a response, without further traffic', async () => {
    const { url, publish } = await start()
    await publish('on')
    await outcomes(visits(7, url, '/'))
    await pause(A_MOMENT)
    const { body } = await visit(url, '/counted').outcome
    const counts = (body as { count: number }[]).map(({ count }) => count)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(7)
  })
})

describe('Node’s modules', () => {
  it('are not needed by the provider alone', async () => {
    const { imports } = await bundleWorker({ code: "export { burgeeProvider } from 'burgee/openfeature'" })
    expect(imports).toEqual([])
  })

  it('are needed by the SDK, so workerd refuses the worker without nodejs_compat', async () => {
    const { code, imports } = await bundleWorker({ file: 'test/fixtures/openfeature-worker.ts' }, NODE)
    expect([...new Set(imports)].sort()).toEqual(['cloudflare:workers', 'node:async_hooks', 'node:events'])
    await expect(startWorker(code, { UPSTREAM: 'http://localhost' })).rejects.toThrow(/No such module "node:/)
  })
})
