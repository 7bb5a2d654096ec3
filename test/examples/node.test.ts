/** examples/node: servers and a refresh, each in its own process, with a folder and with Redis. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createStorage } from 'unstorage'
import redisDriver from 'unstorage/drivers/redis'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { serveHarnessApi } from '../../worker/demo/serve-api.js'
import { boolFlag } from '../conformance/build.js'
import { ROOT } from '../kit/bundle.js'
import { eventually } from '../kit/wait.js'
import { needsRedis, redisUrl } from '../stores/redis.js'

type Environment = Readonly<Record<string, string>>

let harness: Awaited<ReturnType<typeof serveHarnessApi>>
beforeAll(async () => {
  harness = await serveHarnessApi({ flags: [boolFlag('dark-mode')] })
})
afterAll(() => harness?.close())

const start = (args: readonly string[], environment: Environment): ChildProcess => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'examples/node/server.ts', ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...harness.bindings,
      PORT: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Runs a refresh. Returns what it printed, without log lines, and its exit code. */
const refresh = async (environment: Environment): Promise<{ said: string[]; code: number }> => {
  const child = start(['refresh'], environment)
  const said: string[] = []
  if (child.stdout) createInterface(child.stdout).on('line', (line) => said.push(line))
  const [code] = (await once(child, 'close')) as [number]
  return { said: said.filter((line) => !line.includes('SDKCODE')), code }
}

/** Starts a server. `visit` returns what a visitor is served. */
const startServer = async (environment: Environment) => {
  const child = start([], environment)
  const url = new Promise<string>((resolve, reject) => {
    child.once('close', (code) => reject(new Error(`it ended with ${code}`)))
    if (!child.stdout) return
    createInterface(child.stdout).on('line', (line) => /^http:/.test(line) && resolve(line))
  })
  return { child, visit: async () => (await fetch(await url)).text() }
}

/** @param place the environment of a place without a snapshot */
const itRuns = (place: () => Environment | Promise<Environment>) => {
  it('two servers serve what a third process publishes', async () => {
    const environment = await place()
    const servers = await Promise.all([startServer(environment), startServer(environment)])
    const pages = () => Promise.all(servers.map(({ visit }) => visit()))
    expect(await pages(), 'the bundled flag').toEqual(['light', 'light'])

    harness.api.updateFlag('dark-mode', { defaultServe: { variation: 'on' } })
    expect(await refresh(environment)).toEqual({ said: ['published'], code: 0 })
    await eventually(async () => expect(await pages()).toEqual(['dark', 'dark']), 200)
    expect(await refresh(environment)).toEqual({ said: ['unchanged'], code: 0 })

    const { child } = servers[0]
    child.kill('SIGTERM')
    expect((await once(child, 'exit'))[0], 'the exit code').toBe(0)
    expect(harness.api.evaluations(), 'it sent its counts').toMatchObject({
      'dark-mode/false': expect.any(Number),
      'dark-mode/on': expect.any(Number),
    })
  })
}

describe('with a folder', () => itRuns(() => ({ FLAGS_FOLDER: mkdtempSync(join(tmpdir(), 'burgee-node-')) })))

describe.skipIf(redisUrl === undefined)(`with Redis${needsRedis}`, () => {
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

it('a refresh that cannot write exits with 1', async () => {
  const FLAGS_FOLDER = mkdtempSync(join(tmpdir(), 'burgee-node-'))
  writeFileSync(join(FLAGS_FOLDER, 'burgee'), 'a file in place of a folder')
  expect(await refresh({ FLAGS_FOLDER })).toEqual({ said: ['failed'], code: 1 })
})
