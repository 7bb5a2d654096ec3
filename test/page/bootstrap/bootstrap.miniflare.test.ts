/**
 * `injectFlags` before a real origin, over real connections: compressed pages, conditional requests, streaming.
 */
import { compileHarness } from 'burgee/harness'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boolFlag } from '../../conformance/build.js'
import { FIRST_HALF, type Origin, SECOND_HALF, startOrigin } from '../../kit/origin.js'
import { bundleAndStart, type RunningWorker } from '../../kit/worker.js'

const BLOCK = '<script type="application/json" id="burgee-flags">{"dark-mode":true}</script>'
const WITH_BLOCK = FIRST_HALF.replace('<script', `${BLOCK}<script`)

let origin: Origin
let worker: RunningWorker

beforeAll(async () => {
  origin = await startOrigin()
  worker = await bundleAndStart(
    { file: 'test/fixtures/bootstrap-worker.ts' },
    { ORIGIN: origin.url, PAGE_SCRIPT: '' },
  )
  const flags = await worker.miniflare.getKVNamespace('FLAGS')
  const darkMode = boolFlag('dark-mode', { defaultServe: { variation: 'on' } })
  await flags.put('burgee:snapshot', compileHarness({ flags: [darkMode] }).snapshot)
})

afterAll(async () => {
  await worker?.stop()
  await origin?.stop()
})

const get = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(new URL(`/origin${path}`, worker.url), init)

describe('an origin’s page', () => {
  it.each(['/plain', '/gzip', '/br'])('%s arrives with the flags in it', async (path) => {
    const response = await get(path)
    expect(await response.text()).toBe(WITH_BLOCK + SECOND_HALF)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'private',
      'content-type': 'text/html; charset=utf-8',
    })
    for (const name of ['etag', 'last-modified', 'content-length']) {
      expect(response.headers.has(name), name).toBe(false)
    }
  })

  it('is private, although the origin’s headers allow shared caches', async () => {
    expect((await get('/public')).headers.get('cache-control')).toBe('private')
  })

  it.each<[string, string, RequestInit, number]>([
    ['HEAD', '/plain', { method: 'HEAD' }, 200],
    ['a page that has not changed', '/plain', { headers: { 'if-none-match': '"origin"' } }, 304],
    ['JSON', '/json', {}, 200],
  ])('%s stays as it is', async (_, path, init, status) => {
    const response = await get(path, init)
    expect(response.status).toBe(status)
    expect(response.headers.get('etag')).toBe('"origin"')
    expect(response.headers.get('cache-control')).toBeNull()
    expect(await response.text()).toBe(path === '/json' ? '{}' : '')
  })

  it('streams: the flags arrive before the origin has made the end', async () => {
    // Not compressed: the server in front of workerd buffers what it compresses.
    const { body } = await get('/held', { headers: { 'accept-encoding': 'identity' } })
    const chunks = body?.pipeThrough(new TextDecoderStream()).getReader()
    let received = ''
    const readUntil = async (end: string) => {
      while (!received.endsWith(end)) received += (await chunks?.read())?.value ?? end
    }
    await readUntil('<p>first</p>') // the origin holds the second half back until it is released
    expect(received).toBe(WITH_BLOCK)
    origin.release()
    await readUntil('</html>')
    expect(received).toBe(WITH_BLOCK + SECOND_HALF)
  })
})
