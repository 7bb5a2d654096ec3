/** examples/node: servers and a refresh, each a process of its own, over a folder and over Redis. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createStorage } from 'unstorage'
import redisDriver from 'unstorage/drivers/redis'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { serveConfigApi } from '../../worker/demo/config-api.js'
import { boolFlag } from '../conformance/build.js'
import { ROOT } from '../kit/bundle.js'
import { eventually } from '../kit/wait.js'
import { needsRedis, redisUrl } from '../stores/redis.js'

type Environment = Readonly<Record<string, string>>

let config: Awaited<ReturnType<typeof serveConfigApi>>
beforeAll(async () => {
  config = await serveConfigApi({ flags: [boolFlag('dark-mode')] })
})
afterAll(() => config?.close())

const start = (args: readonly string[], environment: Environment): ChildProcess => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'examples/node/server.ts', ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      HARNESS_SDK_KEY: config.api.sdkKey,
      HARNESS_BASE_URL: config.url,
      HARNESS_EVENTS_URL: config.url,
      PORT: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** What it printed, log lines left out, and how it ended. */
const refresh = async (environment: Environment): Promise<{ said: string[]; code: number }> => {
  const child = start(['refresh'], environment)
  const said: string[] = []
  if (child.stdout) createInterface(child.stdout).on('line', (line) => said.push(line))
  const [code] = (await once(child, 'close')) as [number]
  return { said: said.filter((line) => !line.includes('SDKCODE')), code }
}

/** What a visitor of a new server is served. */
const startServer = async (environment: Environment) => {
  const child = start([], environment)
  const url = new Promise<string>((resolve, reject) => {
    child.once('close', (code) => reject(new Error(`it ended with ${code}`)))
    if (!child.stdout) return
    createInterface(child.stdout).on('line', (line) => /^http:/.test(line) && resolve(line))
  })
  return { child, visit: async () => (await fetch(await url)).text() }
}

/** @param place where there is no snapshot yet */
const itRuns = (place: () => Environment | Promise<Environment>) => {
  it('two servers take what a third process publishes', async () => {
    const environment = await place()
    const servers = await Promise.all([startServer(environment), startServer(environment)])
    const answers = () => Promise.all(servers.map(({ visit }) => visit()))
    expect(await answers(), 'the bundled flag').toEqual(['light', 'light'])

    config.api.updateFlag('dark-mode', { defaultServe: { variation: 'on' } })
    expect(await refresh(environment)).toEqual({ said: ['published'], code: 0 })
    await eventually(async () => expect(await answers()).toEqual(['dark', 'dark']), 200)
    expect(await refresh(environment)).toEqual({ said: ['unchanged'], code: 0 })

    const { child } = servers[0]
    child.kill('SIGTERM')
    expect((await once(child, 'exit'))[0], 'it ends by itself').toBe(0)
    expect(config.api.evaluations(), 'with its counts sent').toMatchObject({
      'dark-mode/false': expect.any(Number),
      'dark-mode/on': expect.any(Number),
    })
  })
}

describe('over a folder', () => itRuns(() => ({ FLAGS_FOLDER: mkdtempSync(join(tmpdir(), 'burgee-node-')) })))

describe.skipIf(redisUrl === undefined)(`over Redis${needsRedis}`, () => {
  itRuns(async () => {
    const REDIS_URL = redisUrl ?? ''
    const storage = createStorage({ driver: redisDriver({ url: REDIS_URL }) })
    await storage.removeItem('burgee:snapshot')
    onTestFinished(async () => {
      await storage.removeItem('burgee:snapshot')
      await storage.dispose()
    })
    return { REDIS_URL }
  })
})

it('a refresh that cannot write ends with an error', async () => {
  const FLAGS_FOLDER = mkdtempSync(join(tmpdir(), 'burgee-node-'))
  writeFileSync(join(FLAGS_FOLDER, 'burgee'), 'a file, where a folder should be')
  expect(await refresh({ FLAGS_FOLDER })).toEqual({ said: ['failed'], code: 1 })
})
