/** One refresh in a new process, against a config API that answers with ready-made text. Prints JSON. */
import { readFileSync } from 'node:fs'
import { compileHarness } from 'burgee/harness'
import { memory } from 'burgee/memory'
import { scheduledRefresh } from 'burgee/refresh'

const [what = '', flagsFile = '', segmentsFile = ''] = process.argv.slice(2)
const flags = readFileSync(flagsFile)
const segments = readFileSync(segmentsFile)

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const claims = { environment: 'bench', environmentIdentifier: 'bench', clusterIdentifier: '1' }
const auth = JSON.stringify({ authToken: `${encode({ alg: 'none' })}.${encode(claims)}.signature` })

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
  if (result.status !== status) throw new Error(`the refresh is ${JSON.stringify(result)}`)
}

const compile = async () => {
  const { issues } = compileHarness({
    flags: JSON.parse(flags.toString('utf8')),
    segments: JSON.parse(segments.toString('utf8')),
  })
  if (issues.length > 0) throw new Error(`refused: ${JSON.stringify(issues[0])}`)
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
// The peak is the whole process's, so it says nothing of a run that followed a greater one.
const peak = (process.resourceUsage().maxRSS * 1024 - memoryBefore) / 1e6
console.log(JSON.stringify({ cpu: (user + system) / 1e3, peak, requests, snapshot }))
process.exit()
