/**
 * What a month costs, modelled from what was measured: KV reads and writes, CPU, and requests to a config API.
 * `npx tsx bench/cost.ts` writes cost.md and plots/isolates.svg from results.json.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { NodeResults } from './node/results.js'
import { plotSvg } from './plot.js'
import { large, table, times } from './table.js'

/** The assumptions. Each stands in the text of cost.md too. */
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

/** What each SDK was measured to take. */
const measure = ({ evaluation, cold, refresh, growth }: NodeResults) => {
  if (!evaluation || !cold || !refresh || !growth) throw new Error('results.json lacks a part: npm run bench')
  const find = <T extends { readonly name: string }>(rows: readonly T[], name: string): T => {
    const row = rows.find((one) => one.name === name)
    if (row === undefined) throw new Error(`nothing was measured of ${name}`)
    return row
  }
  const thousand = cold.result.sizes.find(({ flags }) => flags === 1_000)?.rows ?? []
  return {
    /** Milliseconds for the flags of a request: the mean of off, on, five rules and rollout, for a new target. */
    evaluate(name: string) {
      const { medians } = find(evaluation.result.newTarget, name)
      return (FLAGS * medians.slice(0, 4).reduce((sum, time) => sum + time, 0)) / 4 / 1e6
    },
    /** The same where each evaluation reads and parses the whole document of a thousand flags. */
    evaluateUncached(name: string) {
      const flags = growth.result.plots.find(({ id }) => id === 'flags')
      const [, time = Number.NaN] =
        find(flags?.series ?? [], name).points.find(([size]) => size === 1_000) ?? []
      return (FLAGS * time) / 1e6
    },
    /** Milliseconds to open a document of a thousand flags. */
    open: (name: string) => find(thousand, name).five,
    reads: (name: string) => find(growth.result.kvReads, name).reads,
    published: find(refresh.result.rows, 'a whole refresh that publishes'),
    unchanged: find(refresh.result.rows, 'a whole refresh, unchanged answer'),
  }
}

/**
 * How often something is read again that is kept for so many seconds, and renewed by the first request after that: in
 * each isolate, per month, by requests that come at random.
 */
const renewals = (requests: number, isolates: number, seconds: number): number => {
  const pause = MONTH / (requests / isolates)
  return isolates * (MONTH / (seconds + pause))
}

/** Of what is read or fetched, how much is opened: by who knows an answer that has not changed, and by who does not. */
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

Modelled by \`bench/cost.ts\`, from the figures in [results.md](results.md). k, M, G, T: thousands, millions, and so on.

${summary(subjects)}

## Assumptions

- A month is 30 days. Requests come at random, and alike to every isolate; isolates live all month.
- A request evaluates ${FLAGS} flags of a project of 1,000, for a target of its own, and nothing is evaluated twice.
- An isolate keeps its flags for ${TTL} s; the first request after that has them read again. So does LaunchDarkly's cache, if
  it is told to; by default it has none, and every evaluation reads KV and parses all that is there.
- What has not changed is not opened again by Burgee, and by ConfigCat, Unleash and Statsig, whose requests are conditional;
  LaunchDarkly's cache, GrowthBook and Harness parse each answer. To find a text unchanged is not in the figures.
- Burgee's cron runs every ${CRON} s, reads KV once, and finds ${CHANGES} changes in a month, which it publishes. Its CPU is that of
  10,000 flags and 100 segments of 1,000 identifiers: ten times the flags above. Its metrics are not in the figures; nor are
  anybody's events.
- LaunchDarkly itself writes its flags to KV, at each change; what that costs it is not in the figures.
- The other SDKs have no store at the edge. They are modelled as if each isolate fetched by itself, at most as often as their
  default says (GrowthBook, ConfigCat, Harness 60 s, Unleash 15 s, Statsig 10 s), one request each time.
- CPU was measured in Node, not in workerd. It is the flags' alone: no request handling, no reading from KV.

| measured | µs for the flags of a request | ms to open 1,000 flags |
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

${CHANGES} a month for each of the three, one for each change, whatever the requests and the isolates. The others have no KV.

## CPU, milliseconds

With 1,000 isolates:

${byRequests(subjects, 1_000, 'cpu')}

With 1 G requests a month:

${byIsolates(subjects, 1e9, 'cpu')}

## Requests to the config API

Burgee's come from its cron: ${large(subjects[0]?.use(1e9, 1).apiRequests ?? 0)} a month, ${measured.unchanged.requests} each run, whatever the requests and the isolates.
LaunchDarkly's edge SDK makes none. With 1 G requests a month:

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
