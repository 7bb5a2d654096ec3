/**
 * Runs the bench: `npm run bench`. README.md lists the parts, the options and the files that this writes.
 *
 *     npm run bench -- evaluation workerd/requests     only these parts
 *     npm run bench -- --quick --compare evaluation    roughly, and compared with the committed results
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { BENCH } from './bundle.js'
import { compare, LEGEND } from './compare.js'
import { writeCost } from './cost.js'
import { node } from './node/index.js'
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
    before: { type: 'string', default: 'HEAD' },
  },
})
const { quick } = values

/** The names of a runtime's parts, as they are written on the command line. */
const fullNames = ({ prefix, parts }: Runtime) => Object.keys(parts).map((name) => prefix + name)

const all = RUNTIMES.flatMap(fullNames)
const groups: Readonly<Record<string, readonly string[]>> = {
  node: fullNames(node),
  workerd: fullNames(workerd),
}
const asked = positionals.length > 0 ? positionals.flatMap((name) => groups[name] ?? [name]) : all
for (const name of asked) {
  if (!all.includes(name)) {
    throw new Error(`bench: there is no part ${name}. The parts are node, workerd, ${all.join(', ')}`)
  }
}
const askedOf = ({ prefix, parts }: Runtime) =>
  Object.keys(parts).filter((name) => asked.includes(prefix + name))

if (!values.report) {
  for (const runtime of RUNTIMES) await measureParts(runtime, askedOf(runtime), quick)
}

for (const runtime of RUNTIMES) {
  if (askedOf(runtime).length === 0) continue
  const results = readResults(runtime, quick)
  writeFileSync(`${folderOf(runtime, quick)}results.md`, reportOf(runtime, results))
  console.log(reportOf(runtime, results, askedOf(runtime)))
}

if (!quick) {
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

if (values.compare) {
  const slower: string[] = []
  for (const runtime of RUNTIMES) {
    const [before, now] = [readCommitted(runtime, values.before), readResults(runtime, quick)]
    for (const name of askedOf(runtime)) {
      const [part, was, is] = [runtime.parts[name], before[name], now[name]]
      if (!part || !was || !is) continue
      const compared = compare(part.columns(was.result), part.columns(is.result))
      console.log(
        `## ${runtime.prefix}${name}\n\nBefore: ${about(was.run)}. Now: ${about(is.run)}.\n\n${compared.text}\n`,
      )
      slower.push(...compared.slower.map((column) => `${runtime.prefix}${name}: ${column}`))
    }
  }
  console.log(
    `${LEGEND}\n\n${slower.length > 0 ? `Slower:\n${slower.join('\n')}` : 'No column is slower beyond noise.'}`,
  )
}
process.exit() // some SDKs leave timers running
