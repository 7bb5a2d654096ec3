import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import type * as Testing from 'burgee/testing'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { load } from './consumer.js'
import type { Manifest } from './manifest.js'

/**
 * Bundles as wrangler does for workerd, less its Node compatibility: a Node built-in fails the bundle.
 *
 * @throws Error if bundling fails, or if a file in the bundle is not installed in the folder
 */
export const bundle = async (folder: string, file: string): Promise<string> => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: folder,
    entryPoints: [file],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    conditions: ['workerd', 'worker', 'import'],
    tsconfigRaw: {},
    logLevel: 'silent',
  })
  const inputs = Object.keys(metafile.inputs)
  const strangers = inputs.filter((input) => input !== file && !input.startsWith('node_modules/'))
  if (strangers.length > 0) throw new Error(`bundled from elsewhere: ${strangers.join(', ')}`)
  if (!inputs.some((input) => input.startsWith('node_modules/burgee/dist/'))) {
    throw new Error('the bundle has nothing of burgee in it')
  }
  return outputFiles[0]?.text ?? ''
}

const DARK_MODE: Testing.HarnessFlag = {
  feature: 'dark-mode',
  kind: 'boolean',
  state: 'on',
  variations: [
    { identifier: 'true', value: 'true' },
    { identifier: 'false', value: 'false' },
  ],
  defaultServe: { variation: 'true' },
  offVariation: 'false',
}

/** How long, in milliseconds, `/` may go on answering `light` after the cron has run. */
const PATIENCE = 15_000

/**
 * Runs the app in workerd against a config API: `light`, the cron, `dark`.
 *
 * @throws Error if it does not
 */
export const runInWorkerd = async (folder: string, manifest: Manifest, script: string): Promise<void> => {
  const { createConfigApi } = await load<typeof Testing>(folder, manifest, 'burgee/testing')
  const api = createConfigApi({ flags: [DARK_MODE] })
  const server = await listen(api)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the config API has no port')
  const url = `http://127.0.0.1:${address.port}/api/1.0`
  let printed = ''
  const miniflare = new Miniflare({
    handleRuntimeStdio: (...streams) => {
      for (const stream of streams) {
        stream.on('data', (chunk) => {
          printed += chunk
        })
      }
    },
    modules: true,
    script,
    compatibilityDate: '2026-04-01',
    kvNamespaces: ['FLAGS'],
    bindings: {
      HARNESS_SDK_KEY: api.sdkKey,
      HARNESS_BASE_URL: url,
      HARNESS_EVENTS_URL: url,
      FLAGS_TTL: '1',
    },
  })
  try {
    const first = await get(miniflare)
    if (first !== '200 light') throw new Error(`before the cron, / answered ${first}, not 200 light`)
    if (api.count('flags') > 0) throw new Error('a request asked the config API for flags')

    const worker = await miniflare.getWorker()
    const { outcome } = await worker.scheduled({ cron: '* * * * *' })
    if (outcome !== 'ok') throw new Error(`the scheduled handler ended with ${outcome}`)

    const deadline = Date.now() + PATIENCE
    for (let answer = first; answer !== '200 dark'; answer = await get(miniflare)) {
      if (Date.now() > deadline) {
        throw new Error(`${PATIENCE / 1000} s after the cron, / still answered ${answer}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  } catch (error) {
    const asked = api.requests.map(({ route, status }) => `${route} ${status}`).join(', ') || 'nothing'
    throw new Error(
      `${error instanceof Error ? error.message : error}\nThe config API was asked for: ${asked}\nThe worker printed:\n${printed}`,
    )
  } finally {
    await miniflare.dispose()
    api.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

const get = async (miniflare: Miniflare): Promise<string> => {
  const response = await miniflare.dispatchFetch('http://example.com/')
  return `${response.status} ${await response.text()}`
}

const listen = ({ fetch }: Testing.ConfigApi): Promise<Server> =>
  new Promise((resolve) => {
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(server)) as Server
  })
