/** `npm run dev`: a port that is taken, and flags that Burgee refuses. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { eventually, PATIENCE } from '../kit/wait.js'
import { startScript } from './process.js'

const darkMode = {
  feature: 'dark-mode',
  kind: 'boolean',
  state: 'on',
  variations: [
    { identifier: 'true', value: 'true' },
    { identifier: 'false', value: 'false' },
  ],
  offVariation: 'false',
  defaultServe: { variation: 'true' },
}

/** Takes a port of this machine until the test ends. */
const takePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
    onTestFinished(() => void server.close())
  })

it('takes the next port, shows refused flags, and stops at SIGTERM', { timeout: 4 * PATIENCE }, async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'burgee-dev-')), 'flags.json')
  const save = (flags: readonly unknown[]) => writeFileSync(file, JSON.stringify({ flags }))
  save([
    { ...darkMode, kind: 'bool' },
    { ...darkMode, feature: 'banner' },
  ])
  const taken = await takePort()
  const { child, output, ended } = startScript('dev', ['--port', String(taken), '--file', file])
  onTestFinished(() => void child.kill('SIGKILL'))
  const printed = (text: RegExp) => eventually(() => expect(output()).toMatch(text))

  await printed(/Press Ctrl\+C to stop/)
  expect(output()).toMatch(/✗ .*flags\.json: flag dark-mode: .*kind/)
  const port = Number(new RegExp(`Port ${taken} is taken, so this uses (\\d+)\\.`).exec(output())?.[1])
  expect(port).toBeGreaterThan(taken)
  const url = `http://127.0.0.1:${port}`
  expect(output()).toContain(`the page     ${url}/`)
  const served = async () =>
    Object.keys(((await (await fetch(`${url}/flags`)).json()) as { flags: object }).flags)
  expect(await served()).toEqual(['banner'])

  writeFileSync(file, '{ "flags": [')
  await printed(/flags\.json is not valid JSON: .*\nThe worker keeps the flags it has\./)

  save([darkMode, { ...darkMode, feature: 'banner', variations: 'none' }])
  await printed(/✗ .*flags\.json: flag banner: .*variations/)
  await eventually(async () => expect(await served()).toEqual(['dark-mode']), 500)

  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  await expect(fetch(url), 'the worker has ended too').rejects.toThrow()
})
