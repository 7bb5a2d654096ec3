/**
 * createFlags with a store and a provider outside of a request: a queue's consumer, a Worker for e-mail and a
 * Durable Object in a workerd of their own, and a script in a Node of its own. The config API answers over HTTP.
 */
import { spawn } from 'node:child_process'
import { serve } from '@hono/node-server'
import { createConfigApi } from 'burgee/testing'
import { Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boolFlag } from '../conformance/build.js'
import { bundleWorker, ROOT } from '../kit/bundle.js'
import { visit } from '../kit/client.js'
import { eventually } from '../kit/wait.js'

const darkMode = (served: 'on' | 'off') => boolFlag('dark-mode', { defaultServe: { variation: served } })

/** On, except for who writes from this domain. */
const acceptMail = boolFlag('accept-mail', {
  rules: [
    {
      ruleId: 'spammers',
      priority: 1,
      clauses: [{ attribute: 'domain', op: 'equal', values: ['spam.example'], negate: false }],
      serve: { variation: 'off' },
    },
  ],
  defaultServe: { variation: 'on' },
})

const startApi = async () => {
  const api = createConfigApi({ flags: [darkMode('on'), acceptMail, boolFlag('other')] })
  const server = serve({ fetch: api.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise<void>((listening) => server.once('listening', listening))
  const address = server.address() as { port: number }
  return {
    api,
    url: `http://127.0.0.1:${address.port}/api/1.0`,
    async stop() {
      api.close()
      await new Promise((closed) => server.close(closed))
    },
  }
}

let config: Awaited<ReturnType<typeof startApi>>

beforeAll(async () => {
  config = await startApi()
})

afterAll(() => config?.stop())

const bindings = () => ({
  HARNESS_SDK_KEY: config.api.sdkKey,
  HARNESS_BASE_URL: config.url,
  HARNESS_EVENTS_URL: config.url,
})

describe('in workerd', () => {
  let miniflare: Miniflare
  let url: URL

  beforeAll(async () => {
    const { code } = await bundleWorker({ file: 'test/fixtures/outside-requests.ts' })
    miniflare = new Miniflare({
      modules: [{ type: 'ESModule', path: 'worker.js', contents: code }],
      compatibilityDate: '2026-04-01',
      kvNamespaces: ['FLAGS'],
      bindings: bindings(),
      durableObjects: { ROOM: 'Room' },
      queueProducers: { JOBS: 'jobs' },
      queueConsumers: { jobs: { maxBatchSize: 1, maxBatchTimeout: 0 } },
      unsafeTriggerHandlers: true, // for e-mail
      cf: false,
    })
    url = await miniflare.ready
  })

  afterAll(() => miniflare?.dispose())

  const counted = (what: string, count: number) =>
    eventually(() => expect(config.api.evaluations()[what]).toBe(count))

  it('a queue consumer asks the config API if KV is empty, publishes, evaluates and counts', async () => {
    await visit(url, '/?identifier=ada').outcome
    const flags = await miniflare.getKVNamespace('FLAGS')
    await eventually(async () => expect(await flags.get('done:ada')).toBe('true'))
    expect(await flags.get('burgee:snapshot')).toContain('"dark-mode"')
    await counted('dark-mode/on', 1)
  })

  it.each([
    ['ada@mail.example', 'accepted', 'on'],
    ['eve@spam.example', 'quarantined', 'off'],
  ])('a Worker for e-mail evaluates for the sender %s: %s', async (from, outcome, variation) => {
    const to = 'us@app.example'
    const { status } = await fetch(new URL(`/cdn-cgi/handler/email?from=${from}&to=${to}`, url), {
      method: 'POST',
      body: `From: <${from}>\r\nTo: <${to}>\r\nMessage-ID: <1@mail.example>\r\n\r\nHello\r\n`,
    })
    expect(status).toBe(200)
    expect(await (await miniflare.getKVNamespace('FLAGS')).get(`mail:${from}`)).toBe(outcome)
    await counted(`accept-mail/${variation}`, 1)
  })

  it('a Durable Object finds what is published, refreshes when it is told to, and closes', async () => {
    const asked = config.api.count('flags')
    expect(await visit(url, '/room').outcome).toEqual({ status: 200, body: { ready: true, dark: true } })
    expect(config.api.count('flags'), 'KV had it').toBe(asked)
    await counted('dark-mode/on', 2)

    config.api.updateFlag('dark-mode', darkMode('off'))
    expect(await visit(url, '/room').outcome).toMatchObject({ body: { dark: true } })
    expect(await visit(url, '/room/refresh').outcome).toMatchObject({ body: { ready: true, dark: false } })

    await counted('dark-mode/off', 1)
    expect(await visit(url, '/room/close').outcome).toMatchObject({ body: { ready: true, dark: false } })
    expect(await visit(url, '/room/refresh').outcome).toMatchObject({ body: { ready: true, dark: false } })
  })
})

describe('in Node', () => {
  const script = `
    import { createFlags } from 'burgee'
    import { harness } from 'burgee/harness'
    const handle = createFlags({ provider: harness(), pollInterval: 1, logLevel: 'warn' })
    const isDark = () => handle.forTarget({ identifier: 'ada' }).boolVariation('dark-mode', false)
    handle.on('changed', async (_, { flags }) => {
      console.log(JSON.stringify({ flags, dark: isDark() }))
      await handle.close()
    })
    console.log(JSON.stringify({ ready: await handle.ready({ timeout: 20 }), dark: isDark() }))
  `

  it('a script polls, hears of a change, closes, and then ends by itself', async () => {
    config.api.updateFlag('dark-mode', darkMode('on'))
    const before = config.api.evaluations()
    const node = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      cwd: ROOT,
      env: { ...process.env, ...bindings(), TSX_TSCONFIG_PATH: `${ROOT}tsconfig.json` },
    })
    let output = ''
    for (const stream of [node.stdout, node.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    const ended = new Promise((resolve) => node.once('close', resolve))
    await eventually(() => expect(output).toContain('{"ready":true,"dark":true}'))
    config.api.updateFlag('dark-mode', darkMode('off'))
    expect(await ended, output).toBe(0)
    expect(output).toContain('{"flags":["dark-mode"],"dark":false}')
    expect(config.api.evaluations()).toEqual({
      ...before,
      'dark-mode/on': (before['dark-mode/on'] ?? 0) + 1,
      'dark-mode/off': (before['dark-mode/off'] ?? 0) + 1,
    })
  })
})
