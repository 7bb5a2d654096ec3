/**
 * Models the KV reads and writes, the CPU and the config API requests of a month from measured results.
 * `npx tsx bench/cost.ts` writes cost.md and plots/isolates.svg from results.json.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { NodeResults } from './node/results.js'
import { plotSvg } from './plot.js'
import { large, table, times } from './table.js'

/** The assumptions, which cost.md lists too. Times are in seconds. */
const MONTH = 30 * 86_400
const CRON = 60
const TTL = 60
const FLAGS = 10
const CHANGES = 300

const REQUESTS = [1e6, 1e7, 1e8, 1e9, 1e10, 1e11] as const
const ISOLATES = [1, 10, 100, 1e3, 1e4, 1e5] as const

interface Use {
  readonly kvReads: number
  readonly kvWrites: number
  readonly cpu: number
  readonly apiRequests: number
}

interface Subject {
  readonly name: string
  readonly use: (requests: number, isolates: number) => Use
}

/** The measured figures that the model uses. */
const measure = ({ evaluation, cold, refresh, growth }: NodeResults) => {
  if (!evaluation || !cold || !refresh || !growth)
    throw new Error('cost: results.json lacks a part; run npm run bench')
  const find = <T extends { readonly name: string }>(rows: readonly T[], name: string): T => {
    const row = rows.find((one) => one.name === name)
    if (row === undefined) throw new Error(`cost: results.json has no figures for ${name}`)
    return row
  }
  const thousand = cold.result.sizes.find(({ flags }) => flags === 1_000)?.rows ?? []
  return {
    /** Milliseconds of a request's flags: the mean of off, on, five rules and rollout, for a new target. */
    evaluate(name: string) {
      const { medians } = find(evaluation.result.newTarget, name)
      return (FLAGS * medians.slice(0, 4).reduce((sum, time) => sum + time, 0)) / 4 / 1e6
    },
    /** Milliseconds of a request's flags, if each evaluation reads and parses the document of a thousand flags. */
    evaluateUncached(name: string) {
      const flags = growth.result.plots.find(({ id }) => id === 'flags')
      const [, time = Number.NaN] =
        find(flags?.series ?? [], name).points.find(([size]) => size === 1_000) ?? []
      return (FLAGS * time) / 1e6
    },
    /** Milliseconds to open a document of a thousand flags and read five of them. */
    open: (name: string) => find(thousand, name).five,
    reads: (name: string) => find(growth.result.kvReads, name).reads,
    published: find(refresh.result.rows, 'a whole refresh that publishes'),
    unchanged: find(refresh.result.rows, 'a whole refresh, unchanged answer'),
  }
}

/**
 * Reads of all isolates in a month. Each isolate keeps what it read for `seconds`. The first request after that reads it
 * again. Requests come at random.
 */
const renewals = (requests: number, isolates: number, seconds: number): number => {
  const pause = MONTH / (requests / isolates)
  return isolates * (MONTH / (seconds + pause))
}

/** How many of the reads are opened: only those with a change, or all. */
type Opens = (reads: number, isolates: number) => number
const opensChanged: Opens = (reads, isolates) => Math.min(reads, isolates * (1 + CHANGES))
const opensAll: Opens = (reads) => reads

export const subjectsOf = (results: NodeResults): readonly Subject[] => {
  const measured = measure(results)
  const edge = 'LaunchDarkly edge, KV, default'
  const cached = 'LaunchDarkly edge, KV, its cache on'
  const polling = (name: string, every: number, opens: Opens): Subject => ({
    name,
    use(requests, isolates) {
      const fetches = renewals(requests, isolates, every)
      const cpu = requests * measured.evaluate(name) + opens(fetches, isolates) * measured.open(name)
      return { kvReads: 0, kvWrites: 0, cpu, apiRequests: fetches }
    },
  })
  return [
    {
      name: 'Burgee',
      use(requests, isolates) {
        const runs = MONTH / CRON
        const reads = renewals(requests, isolates, TTL)
        return {
          kvReads: reads + runs,
          kvWrites: CHANGES,
          cpu:
            requests * measured.evaluate('Burgee') +
            opensChanged(reads, isolates) * measured.open('Burgee') +
            (runs - CHANGES) * measured.unchanged.cpu +
            CHANGES * measured.published.cpu,
          apiRequests: runs * measured.unchanged.requests,
        }
      },
    },
    {
      name: cached,
      use(requests, isolates) {
        const reads = renewals(requests, isolates, TTL)
        const cpu = requests * measured.evaluate(cached) + opensAll(reads, isolates) * measured.open(cached)
        return { kvReads: reads, kvWrites: CHANGES, cpu, apiRequests: 0 }
      },
    },
    {
      name: edge,
      use(requests) {
        const kvReads = (requests * FLAGS * measured.reads(edge)) / 10
        return { kvReads, kvWrites: CHANGES, cpu: requests * measured.evaluateUncached(edge), apiRequests: 0 }
      },
    },
    polling('GrowthBook', 60, opensAll),
    polling('ConfigCat, snapshot', 60, opensChanged),
    polling('Harness Node SDK', 60, opensAll),
    polling('Unleash', 15, opensChanged),
    polling('Statsig lite', 10, opensChanged),
  ]
}

const byRequests = (subjects: readonly Subject[], isolates: number, figure: keyof Use): string =>
  table(
    ['requests a month', ...REQUESTS.map(large)],
    subjects.map(({ name, use }) => [
      name,
      ...REQUESTS.map((requests) => large(use(requests, isolates)[figure])),
    ]),
  )

const byIsolates = (subjects: readonly Subject[], requests: number, figure: keyof Use): string =>
  table(
    ['isolates', ...ISOLATES.map(large)],
    subjects.map(({ name, use }) => [
      name,
      ...ISOLATES.map((isolates) => large(use(requests, isolates)[figure])),
    ]),
  )

const summary = (subjects: readonly Subject[]): string => {
  const [burgee, ...others] = subjects.slice(0, 3).map(({ name, use }) => ({ name, ...use(1e9, 1_000) }))
  if (burgee === undefined) return ''
  const compared = others.map(
    ({ name, kvReads, cpu }) =>
      `${name}: ${times(kvReads / burgee.kvReads)} the reads, ${times(cpu / burgee.cpu)} the CPU.`,
  )
  return `For 1 G requests a month over 1,000 isolates, Burgee reads KV ${large(burgee.kvReads)} times and takes ${large(burgee.cpu)} ms
of CPU. ${compared.join(' ')}`
}

const costReport = (results: NodeResults): string => {
  const subjects = subjectsOf(results)
  const measured = measure(results)
  const stored = subjects.slice(0, 3)
  const input = (name: string, evaluate: number, open: number | undefined) => [
    name,
    String(Number((evaluate * 1_000).toPrecision(3))),
    open === undefined ? 'with every evaluation' : String(Number(open.toPrecision(3))),
  ]
  return `# What a month costs

A model by \`bench/cost.ts\` with the measured figures of [results.md](results.md). k, M, G, T: thousands, millions, and so on.

${summary(subjects)}

## What the model rests on

Measured:

- The CPU of evaluations, of opening flags and of a refresh, in Node and not in workerd. Handling requests and reading KV is not
  included. Burgee's refresh was measured with 10,000 flags and 100 segments of 1,000 identifiers, ten times the flags below.
- LaunchDarkly's edge SDK without a cache reads KV and parses all flags for every evaluation.
- Burgee's cron makes ${measured.unchanged.requests} requests to the config API if nothing changed.

Read in the SDKs' source code, not measured:

- Intervals: each SDK fetches its flags at most as often as its default says. GrowthBook, ConfigCat and Harness: 60 s. Unleash: 15 s.
  Statsig: 10 s.
- Unchanged flags: Burgee, ConfigCat, Unleash and Statsig do not open them again. LaunchDarkly's cache, GrowthBook and Harness parse
  every response. The CPU to find that flags are unchanged is not included.

Assumed:

- A month is 30 days. Requests come at random and evenly to all isolates, which live all month.
- A request evaluates ${FLAGS} flags of a project of 1,000 for a target of its own. No flag is evaluated twice.
- An isolate keeps its flags for ${TTL} s. The first request after that reads them again. LaunchDarkly's cache has the same time.
- Burgee's cron runs every ${CRON} s, reads KV once, and publishes ${CHANGES} changes in a month.
- LaunchDarkly writes its flags to KV at each change. Its own CPU for that is not included.
- The other SDKs have no store at the edge. Each isolate fetches its flags itself, with one request each time.
- Metrics and events are not included for any SDK.

| measured | µs for the flags of a request | ms to open 1,000 flags and read five |
| --- | ---: | ---: |
${subjects
  .map(({ name }) =>
    name.endsWith('default')
      ? input(name, measured.evaluateUncached(name), undefined)
      : input(name, measured.evaluate(name), measured.open(name)),
  )
  .map((cells) => `| ${cells.join(' | ')} |`)
  .join('\n')}

## KV reads

With 1,000 isolates:

${byRequests(stored, 1_000, 'kvReads')}

With 1 G requests a month:

${byIsolates(stored, 1e9, 'kvReads')}

![KV reads by isolates](plots/isolates.svg)

## KV writes

${CHANGES} a month for each of the three, one for each change. Requests and isolates do not matter. The other SDKs have no KV.

## CPU, milliseconds

With 1,000 isolates:

${byRequests(subjects, 1_000, 'cpu')}

With 1 G requests a month:

${byIsolates(subjects, 1e9, 'cpu')}

## Requests to the config API

Burgee's come from its cron: ${large(subjects[0]?.use(1e9, 1).apiRequests ?? 0)} a month, ${measured.unchanged.requests} in each run. Requests and isolates do not matter. LaunchDarkly's edge
SDK makes none, because it only reads KV. With 1 G requests a month:

${byIsolates([...subjects.slice(0, 1), ...subjects.slice(3)], 1e9, 'apiRequests')}
`
}

const isolatesPlot = (results: NodeResults): string =>
  plotSvg({
    id: 'isolates',
    title: 'KV reads for a million requests, by isolates; 1 G requests a month (modelled)',
    x: 'isolates',
    y: 'reads',
    series: subjectsOf(results)
      .slice(0, 3)
      .map(({ name, use }) => ({
        name,
        points: ISOLATES.map((isolates) => [isolates, use(1e9, isolates).kvReads / 1e3] as const),
      })),
  })

const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url))

export const writeCost = (): void => {
  const results = JSON.parse(readFileSync(beside('results.json'), 'utf8')) as NodeResults
  writeFileSync(beside('cost.md'), costReport(results))
  writeFileSync(beside('plots/isolates.svg'), isolatesPlot(results))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeCost()
