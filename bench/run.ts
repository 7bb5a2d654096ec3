/**
 * Runs the bench: `npm run bench`. README.md lists the parts, the options and the files that this writes.
 *
 *     npm run bench -- evaluation workerd/requests     only these parts
 *     npm run bench -- --quick --compare evaluation    roughly, and compared with the committed results
 *     npm run bench -- --against HEAD~20               only Burgee, at that commit and now
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { BENCH, checkOutBefore } from './bundle.js'
import { type Comparison, compare, LEGEND } from './compare.js'
import { writeCost } from './cost.js'
import { node } from './node/index.js'
import { comparePairs, PAIRS_LEGEND } from './pairs.js'
import { plotSvg } from './plot.js'
import {
  folderOf,
  measureParts,
  plotsOf,
  type Run,
  type Runtime,
  readCommitted,
  readResults,
  reportOf,
} from './runtime.js'
import { workerd } from './workerd/index.js'

const RUNTIMES = [node, workerd] as const

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    compare: { type: 'boolean', default: false },
    committed: { type: 'string', default: 'HEAD' },
    against: { type: 'string' },
  },
})
const { quick } = values

/** The parts of both runtimes, by their names on the command line. */
const all = RUNTIMES.flatMap((runtime) =>
  Object.entries(runtime.parts).map(([name, part]) => ({ runtime, name, part, id: runtime.prefix + name })),
)
for (const name of positionals) {
  if (name !== 'node' && name !== 'workerd' && !all.some(({ id }) => id === name)) {
    throw new Error(
      `bench: there is no part ${name}; parts: node, workerd, ${all.map(({ id }) => id).join(', ')}`,
    )
  }
}
const asked = all.filter(
  ({ runtime, id }) =>
    positionals.length === 0 ||
    positionals.includes(id) ||
    positionals.includes(runtime === node ? 'node' : 'workerd'),
)
const askedOf = (runtime: Runtime) => asked.filter((one) => one.runtime === runtime).map(({ name }) => name)

const slower: string[] = []
const print = (title: string, about: string, { text, slower: columns }: Comparison): void => {
  console.log(`## ${title}\n\n${about}\n\n${text}\n`)
  slower.push(...columns.map((column) => `${title}: ${column}`))
}
const printSlower = (legend: string): void =>
  console.log(
    `${legend}\n\n${slower.length > 0 ? `Slower:\n${slower.join('\n')}` : 'No column is slower beyond noise.'}`,
  )

const measureAndReport = async (): Promise<void> => {
  for (const runtime of RUNTIMES) {
    const names = askedOf(runtime)
    if (names.length === 0) continue
    if (!values.report) await measureParts(runtime, names, quick)
    const results = readResults(runtime, quick)
    writeFileSync(`${folderOf(runtime, quick)}results.md`, reportOf(runtime, results))
    console.log(reportOf(runtime, results, names))
  }
  if (quick) return
  mkdirSync(`${BENCH}plots`, { recursive: true })
  for (const runtime of RUNTIMES) {
    for (const plot of plotsOf(runtime, readResults(runtime, quick))) {
      writeFileSync(`${BENCH}plots/${plot.id}.svg`, plotSvg(plot))
    }
  }
  writeCost()
}

const about = ({ date, machine, node, quick }: Run) =>
  `${date}, ${machine}, Node ${node}${quick ? ', quick' : ''}`

const compareWithCommitted = (commit: string): void => {
  for (const { runtime, name, part, id } of asked) {
    const before = readCommitted(runtime, commit)[name]
    const now = readResults(runtime, quick)[name]
    if (!before || !now) continue
    const comparison = compare(part.columns(before.result), part.columns(now.result))
    print(id, `Before: ${about(before.run)}. Now: ${about(now.run)}.`, comparison)
  }
  printSlower(LEGEND)
}

const measureAgainst = async (commit: string): Promise<void> => {
  checkOutBefore(commit)
  for (const { part, id } of asked) {
    if (!part.against) continue
    process.stderr.write(`${id}\n`)
    print(id, `Before: ${commit}. Now: the working tree.`, comparePairs(await part.against(quick)))
  }
  printSlower(PAIRS_LEGEND)
}

if (values.against !== undefined) await measureAgainst(values.against)
else {
  await measureAndReport()
  if (values.compare) compareWithCommitted(values.committed)
}
process.exit() // some SDKs leave timers running
