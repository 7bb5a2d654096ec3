/**
 * Runs the bench in workerd. Writes results.json, results.md and plots.json, which bench/run.ts draws.
 *
 *     npx tsx bench/workerd/run.ts                       in about five minutes
 *     npx tsx bench/workerd/run.ts --only requests,cold  only these; the rest stays as it was
 *     npx tsx bench/workerd/run.ts --quick               roughly, and into dist/ instead
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { HERE } from './bundle.js'
import { measureCold } from './cold.js'
import { measureMemory } from './memory.js'
import { measureReads } from './reads.js'
import { measureRefresh } from './refresh.js'
import { report } from './report.js'
import { measureRequests } from './requests.js'
import type { PartName, Plots, Results, Run } from './results.js'

const MEASURE = {
  requests: measureRequests,
  reads: measureReads,
  memory: measureMemory,
  cold: measureCold,
  refresh: measureRefresh,
} as const
const PARTS = Object.keys(MEASURE) as PartName[]

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
})
const { quick } = values
const parts = (values.only?.split(',') ?? PARTS) as PartName[]
for (const part of parts) {
  if (!PARTS.includes(part)) throw new Error(`--only ${part}: there is ${PARTS.join(', ')}`)
}

const ROOT = `${HERE}../../`
const versionIn = (folder: string, name: string): string =>
  JSON.parse(readFileSync(`${folder}node_modules/${name}/package.json`, 'utf8')).version
const versions = (): Run['versions'] => ({
  burgee: JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')).version,
  ...Object.fromEntries(
    ['miniflare', 'workerd', 'hono', 'esbuild'].map((name) => [name, versionIn(ROOT, name)]),
  ),
  ...Object.fromEntries(
    ['@growthbook/growthbook', '@launchdarkly/js-server-sdk-common-edge', 'configcat-node'].map((name) => [
      name,
      versionIn(`${HERE}../`, name),
    ]),
  ),
})

const describeRun = (): Run => {
  const [cpu] = cpus()
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpu?.model.trim()}`,
    node: process.version,
    quick,
    versions: versions(),
  }
}

const plotsOf = ({ memory }: Results): Plots => {
  if (!memory) return []
  const series = memory.result.rows.map(({ name, samples }) => ({
    name: name.replace('Burgee, ', ''),
    points: samples.map(({ requests, heap }) => [requests, heap] as const),
  }))
  const title = 'Heap in workerd after a collection, by requests served'
  return [{ id: 'workerd-memory', title, x: 'requests', y: 'MB', series }]
}

const out = quick ? `${HERE}dist/` : HERE
mkdirSync(out, { recursive: true })
const file = `${out}results.json`
const measured: Record<string, unknown> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
for (const part of parts) {
  process.stderr.write(`${part}\n`)
  const run = describeRun()
  measured[part] = { run, result: await MEASURE[part](quick) }
}
const results: Results = Object.fromEntries(
  PARTS.filter((part) => measured[part]).map((part) => [part, measured[part]]),
)
writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
writeFileSync(`${out}results.md`, report(results))
writeFileSync(`${out}plots.json`, `${JSON.stringify(plotsOf(results), null, 2)}\n`)
console.log(report(results))
process.exit() // some SDKs leave timers behind
