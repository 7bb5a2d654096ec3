/** The Markdown that results.md is made of. */
import { figure, table, times } from '../table.js'
import type {
  ColdResult,
  MemoryResult,
  MemorySample,
  PartName,
  ReadsResult,
  RefreshResult,
  RequestsResult,
  Results,
  Run,
} from './results.js'

export const report = (results: Results): string => {
  const runs = Object.values(results).map(({ run }) => run)
  const versions = Object.assign({}, ...runs.map(({ versions }) => versions)) as Run['versions']
  const parts = [
    '# Results in workerd',
    `\`npx tsx bench/workerd/run.ts\` writes this file. Lower is better everywhere. Real workerd, started by miniflare, on a socket
that leads straight to the app; KV is miniflare's, in the same process. CPU is that of the whole process, all threads, as
the kernel counts it (\`/proc/<pid>/task/*/schedstat\`), because a worker's own clock stands still while it runs.`,
    table(
      ['part', 'measured', 'machine', 'Node'],
      (Object.keys(results) as PartName[]).map((part) => {
        const { date, machine, node, quick } = (results[part] as { run: Run }).run
        return [part, quick ? `${date}, quick` : date, machine, node]
      }),
    ),
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    results.requests && requests(results.requests.result),
    results.reads && reads(results.reads.result),
    results.memory && memory(results.memory.result),
    results.cold && cold(results.cold.result),
    results.refresh && refresh(results.refresh.result),
  ]
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

const signed = (value: number) => (value < 0 ? `−${figure(-value)}` : figure(value))

const requests = ({ bare, rows, processes, rounds, connections }: RequestsResult): string =>
  [
    '## Requests',
    `A Hono app that reads ten flags of a hundred (off, on, five rules, rollout, segment of 1,000; two each) for one of 512
visitors, who are known by a cookie and, for the rules, by \`request.cf\`, of 21 members. Every answer is checked. CPU: microseconds
over bare Hono, which takes ${figure(bare)}, with ${connections} connections; the median of ${processes * rounds} rounds, each over the bare app's of the same round,
in brackets their middle half, and the mean, in which rare collections of garbage count too. ${processes} sets of processes, one process for each app, all apps in turn in every round. p50, p99:
milliseconds, one connection, medians of the rounds' own. "Visitor known": their attributes come from the app, not from \`request.cf\`,
whose first use parses it. Burgee counts and sends its metrics; the peers' are off.`,
    table(
      ['', 'CPU over bare, µs', 'mean', 'p50, ms', 'p99, ms', 'requests'],
      rows.map(({ name, cpu, mean, quartiles: [low, high], p50, p99, requests }) => [
        name,
        `${signed(cpu)} (${signed(low)} to ${signed(high)})`,
        signed(mean),
        figure(p50),
        figure(p99),
        figure(requests),
      ]),
    ),
    ratios(rows),
  ].join('\n\n')

const ratios = (rows: RequestsResult['rows']): string => {
  const cpuOf = (name: string) => rows.find((row) => row.name === name)?.cpu ?? Number.NaN
  const peers = rows.filter(({ name }) => /^(GrowthBook|ConfigCat|LaunchDarkly)/.test(name))
  const against = peers.map(({ name, cpu }) => `${name} ${times(cpu / cpuOf('Burgee'))}`)
  const over = (own: string, floor: string) => `${signed(cpuOf(own) - cpuOf(floor))} µs`
  return `Burgee over the floor: ${over('Burgee', 'floor')}; visitor known: ${over('Burgee, visitor known', 'floor, visitor known')}. Peers over Burgee: ${against.join(', ')}.`
}

const reads = ({ seconds, ttl, burst, slow, rows }: ReadsResult): string =>
  [
    '## KV reads',
    `Counted in the worker, for 1,000,000 requests to one isolate in ${figure(seconds)} s of simulated time, every one of another visitor, ten flags each; what is
kept is kept for ${ttl} s. LaunchDarkly was asked less often in the same time; where each flag read is a KV read the count is
multiplied. Bursts: ${burst} requests at once, over HTTP, while a read takes ${slow} ms.`,
    table(
      ['', 'requests', 'KV reads', 'per million', `${burst} at once, new isolate`, `${burst} at once, stale`],
      rows.map(({ name, requests, reads, perMillion, coldBurst, staleBurst }) =>
        [name, requests, reads, perMillion, coldBurst, staleBurst].map((cell) =>
          typeof cell === 'number' ? figure(cell) : cell,
        ),
      ),
    ),
  ].join('\n\n')

const memory = ({ rows, evaluated, arrived }: MemoryResult): string => {
  const most = (samples: readonly MemorySample[]) => figure(Math.max(...samples.map(({ heap }) => heap)))
  return [
    '## Memory',
    `Heap after a full collection, through the inspector, after every twentieth of the requests, each of which is of another visitor. Slope: least
squares over the second half. Visitors with names are remembered, 100,000 at most, and then forgotten, all at once: their slope is over
samples that are 100,000 requests apart. Resident: of the whole process, KV and metrics included. Of ${figure(evaluated)} evaluations, ${figure(arrived)}
arrived at the events API.`,
    table(
      [
        '',
        'requests',
        'heap at first, MB',
        'at most, first half',
        'at most, second half',
        'slope, bytes per request',
        'resident, MB: at first, after a twentieth, at last',
      ],
      rows.map(({ name, requests, samples, slope }) => {
        const half = samples.length / 2
        return [
          name,
          figure(requests),
          figure(samples[0]?.heap ?? Number.NaN),
          most(samples.slice(0, half)),
          most(samples.slice(half)),
          Math.abs(slope) < 0.005 ? '0' : signed(slope),
          [0, 1, -1].map((place) => figure(samples.at(place)?.resident ?? Number.NaN)).join(', '),
        ]
      }),
    ),
    '![Heap after a collection](../plots/workerd-memory.svg)',
  ].join('\n\n')
}

const cold = ({ processes, flags, rows }: ColdResult): string =>
  [
    '## First requests',
    `The first request of a new workerd, over a new connection, with ${figure(flags)} flags in KV, ten of which it reads; medians of ${processes} processes. What miniflare's KV
takes by itself is shown beside it.`,
    table(
      ['', 'text, MB', 'time, ms', 'over bare, ms', 'CPU over bare, ms'],
      rows.map(({ name, bytes, time, cpu }) => [
        name,
        figure(bytes / 1e6),
        figure(time),
        signed(time - (rows[0]?.time ?? Number.NaN)),
        signed(cpu - (rows[0]?.cpu ?? Number.NaN)),
      ]),
    ),
  ].join('\n\n')

const refresh = ({ processes, flags, segments, members, bytes, rows }: RefreshResult): string =>
  [
    '## Refresh',
    `${figure(flags)} flags of three rules and ${segments} segments of ${figure(members)} identifiers, ${figure(bytes / 1e6)} MB from the config API over HTTP. CPU of a new process, code not yet
optimised; ${processes} processes each.`,
    table(
      ['', 'CPU, ms, median', 'at most'],
      rows.map(({ name, cpu, most }) => [name, figure(cpu), figure(most)]),
    ),
  ].join('\n\n')
