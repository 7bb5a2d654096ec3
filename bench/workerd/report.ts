/** The sections of results.md, and the plot beside them. */
import type { LinePlot } from '../plot.js'
import { figure, signed, table, times } from '../table.js'
import type {
  ColdResult,
  MemoryResult,
  MemorySample,
  ReadsResult,
  RefreshResult,
  RequestsResult,
} from './results.js'

export const requestsSection = ({ bare, rows, processes, rounds, connections }: RequestsResult): string =>
  [
    '## Requests',
    `A Hono app reads ten flags of a hundred: two each that are off, on, with five rules, with a rollout, with a segment of
1,000. Each request comes from one of 512 visitors. A cookie identifies the visitor. The rules read \`request.cf\`, which
has 21 members. Every response is checked. Burgee counts evaluations and sends its metrics. The peers' metrics are off.

- CPU: microseconds over bare Hono, which takes ${figure(bare)}, with ${connections} connections. From the CPU of each round the CPU of bare
  Hono in the same round is subtracted. The figure is the median of ${processes * rounds} rounds. Their quartiles are in brackets.
- Mean: the mean of the same rounds. It includes garbage collections, which are too rare for the median.
- Processes: ${processes} sets, with a process for each app. All apps take their turn in every round.
- p50, p99: milliseconds with one connection. The medians of the rounds' percentiles.
- "Visitor known": the app knows the visitor's attributes. The others read \`request.cf\`, which is parsed when it is first used.`,
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

export const readsSection = ({ seconds, ttl, burst, slow, rows }: ReadsResult): string =>
  [
    '## KV reads',
    `Counted in the worker for 1,000,000 requests to one isolate in ${figure(seconds)} s of simulated time. Each request comes from another
visitor and reads ten flags. Flags are kept for ${ttl} s. The LaunchDarkly apps got fewer requests in the same time. The reads
of the one without a cache are multiplied. Bursts: ${burst} concurrent requests over HTTP, while a read takes ${slow} ms.`,
    table(
      [
        '',
        'requests',
        'KV reads',
        'per million',
        `burst of ${burst}, new isolate`,
        `burst of ${burst}, stale`,
      ],
      rows.map(({ name, requests, reads, perMillion, coldBurst, staleBurst }) =>
        [name, requests, reads, perMillion, coldBurst, staleBurst].map((cell) =>
          typeof cell === 'number' ? figure(cell) : cell,
        ),
      ),
    ),
  ].join('\n\n')

export const memorySection = ({ rows, evaluated, arrived }: MemoryResult): string => {
  const maximum = (samples: readonly MemorySample[]) => figure(Math.max(...samples.map(({ heap }) => heap)))
  return [
    '## Memory',
    `Heap after a full garbage collection, measured through the inspector after every twentieth of the requests. Each request comes
from another visitor. Slope: least squares over the second half. Burgee remembers up to 100,000 named visitors and then
forgets all of them, so their slope is over samples that are 100,000 requests apart. Resident: the memory of the whole
process, with KV. The workers made ${figure(evaluated)} evaluations. The events API was sent ${figure(arrived)}.`,
    table(
      [
        '',
        'requests',
        'heap at the start, MB',
        'maximum, first half',
        'maximum, second half',
        'slope, bytes per request',
        'resident, MB: start, after a twentieth, end',
      ],
      rows.map(({ name, requests, samples, slope }) => {
        const half = samples.length / 2
        return [
          name,
          figure(requests),
          figure(samples[0]?.heap ?? Number.NaN),
          maximum(samples.slice(0, half)),
          maximum(samples.slice(half)),
          Math.abs(slope) < 0.005 ? '0' : signed(slope),
          [0, 1, -1].map((place) => figure(samples.at(place)?.resident ?? Number.NaN)).join(', '),
        ]
      }),
    ),
    '![Heap after a garbage collection](../plots/workerd-memory.svg)',
  ].join('\n\n')
}

export const coldSection = ({ processes, flags, rows }: ColdResult): string =>
  [
    '## First requests',
    `The first request to a new workerd, over a new connection. KV has ${figure(flags)} flags, of which the request reads ten. Medians of
${processes} processes. The rows that only read KV show how much of the time is miniflare's KV.`,
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

export const refreshSection = ({ processes, flags, segments, members, bytes, rows }: RefreshResult): string =>
  [
    '## Refresh',
    `${figure(flags)} flags with three rules each and ${segments} segments of ${figure(members)} identifiers, ${figure(bytes / 1e6)} MB from the config API over
HTTP. CPU is that of a new process, whose code is not optimized yet. ${processes} processes for each row.`,
    table(
      ['', 'CPU, ms, median', 'maximum'],
      rows.map(({ name, cpu, most }) => [name, figure(cpu), figure(most)]),
    ),
  ].join('\n\n')

export const memoryPlot = ({ rows }: MemoryResult): LinePlot => ({
  id: 'workerd-memory',
  title: 'Heap in workerd after a garbage collection, by requests served',
  x: 'requests',
  y: 'MB',
  series: rows.map(({ name, samples }) => ({
    name: name.replace('Burgee, ', ''),
    points: samples.map(({ requests, heap }) => [requests, heap] as const),
  })),
})
