/**
 * Runs the bench: `npm run bench`. Writes results.json, results.md, cost.md and plots/, and prints results.md; then
 * those of workerd/, which has a run.ts of its own.
 *
 *     npm run bench -- --only evaluation,cold   only these of evaluation, cold, refresh, growth; the rest stays as it was
 *     npm run bench -- --quick                  in about a minute, roughly, and into dist/ instead
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { BENCH, bundle } from './bundle.js'
import { writeCost } from './cost.js'
import { plotSvg } from './plot.js'
import { report } from './report.js'
import type { GrowthPlot, PartName, Results, Run } from './results.js'

const PARTS = ['evaluation', 'cold', 'refresh', 'growth'] as const satisfies PartName[]

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
})
const { quick } = values
const parts = (values.only?.split(',') ?? PARTS) as PartName[]
for (const part of parts) {
  if (!PARTS.includes(part)) throw new Error(`--only ${part}: there is ${PARTS.join(', ')}`)
}

const out = quick ? `${BENCH}dist/` : BENCH

const versionOf = (manifest: string): string => JSON.parse(readFileSync(manifest, 'utf8')).version
const versions = (): Run['versions'] => {
  const { dependencies } = JSON.parse(readFileSync(`${BENCH}package.json`, 'utf8'))
  const peers = Object.keys(dependencies).map((name) => [
    name,
    versionOf(`${BENCH}node_modules/${name}/package.json`),
  ])
  return { burgee: versionOf(`${BENCH}../package.json`), ...Object.fromEntries(peers) }
}

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

const measure = (part: PartName): unknown => {
  process.stderr.write(`${part}\n`)
  const file = `${BENCH}dist/${part}.json`
  const args = [
    '--expose-gc',
    `${BENCH}dist/${part}.js`,
    file,
    quick ? 'quick' : '',
    `${BENCH}dist/${part}-child.js`,
  ]
  execFileSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  return JSON.parse(readFileSync(file, 'utf8'))
}

mkdirSync(`${BENCH}dist`, { recursive: true })
await bundle([...PARTS, 'cold-child', 'refresh-child'])
const file = `${out}results.json`
const before: Results = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
const measured = parts.map((part) => [part, { run: describeRun(), result: measure(part) }])
const all = { ...before, ...Object.fromEntries(measured) }
const results: Results = Object.fromEntries(
  PARTS.filter((part) => all[part]).map((part) => [part, all[part]]),
)
writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
if (values.only === undefined) {
  process.stderr.write('workerd\n')
  const args = ['--import', 'tsx', `${BENCH}workerd/run.ts`, ...(quick ? ['--quick'] : [])]
  execFileSync(process.execPath, args, { cwd: `${BENCH}..`, stdio: ['ignore', 'inherit', 'inherit'] })
}
writeFileSync(`${out}results.md`, report(results))

const plotOfCold = (): readonly GrowthPlot[] => {
  const sizes = [...(results.cold?.result.sizes ?? [])].reverse()
  const names = sizes[0]?.rows.filter(({ first }) => first !== undefined).map(({ name }) => name) ?? []
  const series = names.map((name) => ({
    name,
    points: sizes.map(({ flags, rows }) => {
      const first = rows.find((row) => row.name === name)?.first
      return [flags, first ?? Number.NaN] as const
    }),
  }))
  const about = {
    id: 'cold',
    title: 'First answer of a new process, by flags in the project',
    x: 'flags',
    y: 'ms',
  }
  return sizes.length > 0 ? [{ ...about, series }] : []
}

/** Those of workerd, where they have been measured, are drawn as they are. */
const plotsOfWorkerd = (): readonly GrowthPlot[] => {
  const path = `${BENCH}workerd/plots.json`
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []
}

if (!quick) {
  mkdirSync(`${BENCH}plots`, { recursive: true })
  for (const plot of [...(results.growth?.result.plots ?? []), ...plotOfCold(), ...plotsOfWorkerd()]) {
    writeFileSync(`${BENCH}plots/${plot.id}.svg`, plotSvg(plot))
  }
  if (PARTS.every((part) => results[part])) writeCost()
}
console.log(report(results))
