/** What the bench in Node and the bench in workerd have in common. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { BENCH } from './bundle.js'
import type { Column } from './compare.js'
import type { Pair } from './pairs.js'
import type { LinePlot } from './plot.js'
import { table } from './table.js'

/** When and on which machine a part was measured. */
export interface Run {
  readonly date: string
  readonly machine: string
  readonly node: string
  readonly quick: boolean
  /** Versions of Burgee and of the packages that it is compared with. */
  readonly versions: Readonly<Record<string, string>>
}

/** The content of a results.json: for each part, its run and its result. */
export type ResultsOf<Parts> = {
  readonly [Part in keyof Parts]?: { readonly run: Run; readonly result: Parts[Part] }
}

type Results = ResultsOf<Readonly<Record<string, unknown>>>

/** One part of the bench: what it measures, and how its result is shown. */
export interface Part<Result = unknown> {
  measure(quick: boolean): Promise<Result>
  /** The part's section of results.md. */
  section(result: Result): string
  /** What `--compare` compares. */
  columns(result: Result): readonly Column[]
  /** Measures only Burgee, before a change and now. Absent: the part cannot do that. */
  against?(quick: boolean): Promise<readonly Pair[]>
  plots?(result: Result): readonly LinePlot[]
}

export interface Runtime {
  /** Comes before the names of its parts on the command line. Node's parts have none. */
  readonly prefix: '' | 'workerd/'
  readonly title: string
  readonly introduction: string
  /** Packages whose versions are reported, of the project and of the bench. */
  readonly packages: readonly string[]
  readonly peers: readonly string[]
  readonly parts: Readonly<Record<string, Part>>
}

/** Full runs write the committed files. Quick runs write to dist/, which is ignored by git. */
export const folderOf = ({ prefix }: Runtime, quick: boolean): string =>
  `${BENCH}${quick ? 'dist/' : ''}${prefix}`

const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

const describeRun = ({ packages, peers }: Runtime, quick: boolean): Run => {
  const [cpu] = cpus()
  const versionIn = (folder: string) => (name: string) => [
    name,
    String(readJson(`${folder}node_modules/${name}/package.json`).version),
  ]
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpu?.model.trim()}`,
    node: process.version,
    quick,
    versions: {
      burgee: String(readJson(`${BENCH}../package.json`).version),
      ...Object.fromEntries(packages.map(versionIn(`${BENCH}../`))),
      ...Object.fromEntries(peers.map(versionIn(BENCH))),
    },
  }
}

export const readResults = (runtime: Runtime, quick: boolean): Results => {
  const file = `${folderOf(runtime, quick)}results.json`
  return existsSync(file) ? readJson(file) : {}
}

/** The results of the last full run that were committed at or before this commit. */
export const readCommitted = ({ prefix }: Runtime, commit: string): Results => {
  const args = ['-C', BENCH, 'show', `${commit}:./${prefix}results.json`]
  return JSON.parse(execFileSync('git', args, { encoding: 'utf8', maxBuffer: 1e8 }))
}

/** Measures these parts and writes results.json. The results of other parts stay as they were. */
export const measureParts = async (
  runtime: Runtime,
  names: readonly string[],
  quick: boolean,
): Promise<void> => {
  const measured = { ...readResults(runtime, quick) }
  for (const [name, part] of Object.entries(runtime.parts)) {
    if (!names.includes(name)) continue
    process.stderr.write(`${runtime.prefix}${name}\n`)
    measured[name] = { run: describeRun(runtime, quick), result: await part.measure(quick) }
  }
  const inOrder = Object.keys(runtime.parts).filter((name) => measured[name])
  const folder = folderOf(runtime, quick)
  mkdirSync(folder, { recursive: true })
  const results = Object.fromEntries(inOrder.map((name) => [name, measured[name]]))
  writeFileSync(`${folder}results.json`, `${JSON.stringify(results, null, 2)}\n`)
}

/** The Markdown of results.md, or of some of its parts. */
export const reportOf = (
  runtime: Runtime,
  results: Results,
  names: readonly string[] = Object.keys(runtime.parts),
): string => {
  const shown = names.flatMap((name) => {
    const [part, measured] = [runtime.parts[name], results[name]]
    return part && measured ? [{ name, part, ...measured }] : []
  })
  const versions = Object.assign({}, ...shown.map(({ run }) => run.versions)) as Run['versions']
  const blocks = [
    `# ${runtime.title}`,
    runtime.introduction,
    table(
      ['part', 'measured', 'machine', 'Node'],
      shown.map(({ name, run: { date, machine, node, quick } }) => [
        name,
        quick ? `${date}, quick` : date,
        machine,
        node,
      ]),
    ),
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    ...shown.map(({ part, result }) => part.section(result)),
  ]
  return `${blocks.join('\n\n')}\n`
}

export const plotsOf = ({ parts }: Runtime, results: Results): readonly LinePlot[] =>
  Object.entries(parts).flatMap(([name, part]) => {
    const measured = results[name]
    return (measured && part.plots?.(measured.result)) ?? []
  })
