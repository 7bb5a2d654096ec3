/** One refresh in a new process. `fetch` is replaced by a config API whose responses are ready. Prints JSON. */
import { readFileSync } from 'node:fs'
import { compileHarness } from 'burgee/harness'
import { memory } from 'burgee/memory'
import { scheduledRefresh } from 'burgee/refresh'
import { harnessLogin } from '../harness-format.js'

const [what = '', flagsFile = '', segmentsFile = ''] = process.argv.slice(2)
const flags = readFileSync(flagsFile)
const segments = readFileSync(segmentsFile)

const auth = harnessLogin()

let requests = 0
globalThis.fetch = async (input) => {
  requests++
  const url = input instanceof Request ? input.url : String(input)
  const body = url.includes('/client/auth') ? auth : url.includes('/target-segments') ? segments : flags
  return new Response(body, { headers: { 'content-type': 'application/json' } })
}

const store = memory()
const refresh = scheduledRefresh({ store, logLevel: 'error' })
const env = { HARNESS_SDK_KEY: 'bench' }

const expectStatus = async (status: string) => {
  const result = await refresh(env)
  if (result.status !== status) throw new Error(`the refresh is not ${status}, but ${JSON.stringify(result)}`)
}

const compile = async () => {
  const { issues } = compileHarness({
    flags: JSON.parse(flags.toString('utf8')),
    segments: JSON.parse(segments.toString('utf8')),
  })
  if (issues.length > 0) throw new Error(`compileHarness reports ${JSON.stringify(issues[0])}`)
}

if (what === 'unchanged') await expectStatus('published')
requests = 0
globalThis.gc?.()
const memoryBefore = process.memoryUsage.rss()
const cpuBefore = process.cpuUsage()
if (what === 'compile') await compile()
else await expectStatus(what)
const { user, system } = process.cpuUsage(cpuBefore)
const snapshot = (await store.read())?.length ?? 0
// The peak since the process began, not only of this run.
const peak = (process.resourceUsage().maxRSS * 1024 - memoryBefore) / 1e6
console.log(JSON.stringify({ cpu: (user + system) / 1e3, peak, requests, snapshot }))
process.exit()
