/** What `--compare` compares of the parts that run in workerd. */
import type { Cell, Column } from '../compare.js'
import type {
  ColdResult,
  MemoryResult,
  ReadsResult,
  RefreshResult,
  RequestRow,
  RequestsResult,
} from './results.js'

const isBurgee = ({ name }: { readonly name: string }) => /^Burgee($|,)/.test(name)
const isPeer = ({ name }: Cell) => /^(GrowthBook|ConfigCat|LaunchDarkly)/.test(name)

/** A column for each of Burgee's rows. */
const columnsOf = (title: string, cells: readonly Cell[]): readonly Column[] =>
  cells.filter(isBurgee).map((burgee) => {
    const floor = cells.find(({ name }) => name === burgee.name.replace('Burgee', 'floor'))
    return {
      name: `${title}${burgee.name.replace('Burgee', '')}`,
      burgee,
      ...(floor && { floor }),
      peers: cells.filter(isPeer),
      others: cells.filter((cell) => !isBurgee(cell) && !isPeer(cell) && cell !== floor),
    }
  })

/** The CPU of whole requests. CPU over bare Hono is too close to 0 for ratios, and has the same news in it. */
export const requestsColumns = ({ bare, rows }: RequestsResult): readonly Column[] => {
  const cpu = ({ name, cpu, quartiles: [low, high] }: RequestRow): Cell => ({
    name,
    value: bare + cpu,
    low: bare + low,
    high: bare + high,
  })
  return [
    ...columnsOf('CPU of a request, µs', rows.map(cpu)),
    ...columnsOf(
      'p50, ms',
      rows.map(({ name, p50 }) => ({ name, value: p50 })),
    ),
    ...columnsOf(
      'p99, ms',
      rows.map(({ name, p99 }) => ({ name, value: p99 })),
    ),
  ]
}

const alone = (name: string, value: number, tolerance: number): Column => ({
  name,
  burgee: { name: 'Burgee', value },
  tolerance,
})

export const readsColumns = ({ rows }: ReadsResult): readonly Column[] =>
  rows
    .filter(isBurgee)
    .flatMap(({ perMillion, coldBurst, staleBurst }) => [
      alone('KV reads per million requests', perMillion, 0),
      alone('KV reads of a burst, new isolate', coldBurst, 0),
      alone('KV reads of a burst, stale', staleBurst, 0),
    ])

export const memoryColumns = ({ rows }: MemoryResult): readonly Column[] =>
  rows.filter(isBurgee).map(({ name, samples }) => {
    const heap = Math.max(...samples.map(({ heap }) => heap))
    return alone(`${name.replace('Burgee, ', '')}: maximum heap, MB`, heap, 0.1)
  })

export const coldColumns = ({ rows }: ColdResult): readonly Column[] => [
  ...columnsOf(
    'time of the first request, ms',
    rows.map(({ name, time }) => ({ name, value: time })),
  ),
  ...columnsOf(
    'CPU of the first request, ms',
    rows.map(({ name, cpu }) => ({ name, value: cpu })),
  ),
  ...rows.filter(isBurgee).map(({ bytes }) => alone('text, bytes', bytes, 0)),
]

/** Fetching and parsing the responses is not Burgee's code: it shows how fast the machine was. */
export const refreshColumns = ({ rows }: RefreshResult): readonly Column[] => {
  const cells = rows.map(({ name, cpu }) => ({ name, value: cpu }))
  const others = cells.slice(0, 2)
  return cells.slice(2).map((burgee) => ({ name: `${burgee.name}: CPU, ms`, burgee, others }))
}
