/** What `--compare` compares of the parts that run in Node. */
import type { Cell, Column } from '../compare.js'
import type {
  ColdResult,
  ColdRow,
  EvaluationResult,
  EvaluationTable,
  GrowthResult,
  RefreshResult,
} from './results.js'

export const evaluationColumns = ({
  columns,
  sameTarget,
  newTarget,
}: EvaluationResult): readonly Column[] => [
  ...tableColumns('same target', columns, sameTarget),
  ...tableColumns('new target', columns, newTarget),
]

const tableColumns = (title: string, columns: readonly string[], rows: EvaluationTable): readonly Column[] =>
  columns.flatMap((column, place) => {
    const cells = rows.map(({ name, kind, medians, quartiles }) => {
      const value = medians[place] ?? Number.NaN
      const [low = value, high = value] = quartiles[place] ?? []
      return { kind, cell: { name, value, low, high } }
    })
    const of = (wanted: string) => cells.filter(({ kind }) => kind === wanted).map(({ cell }) => cell)
    const [floor] = of('floor')
    return of('burgee').map((burgee) => ({
      name: `${title}, ${column}${burgee.name.replace('Burgee', '')}`,
      burgee,
      ...(floor && { floor }),
      peers: of('peer'),
    }))
  })

/** The column in which one row is Burgee's and one is the floor's. None if Burgee has no figure. */
const columnOf = (name: string, cells: readonly Cell[], peers: readonly Cell[]): readonly Column[] => {
  const find = (wanted: string) => cells.find((cell) => cell.name === wanted)
  const [burgee, floor] = [find('Burgee'), find('floor')]
  return burgee ? [{ name, burgee, ...(floor && { floor }), peers }] : []
}

const isPeer = ({ name }: Cell) => name !== 'Burgee' && name !== 'floor' && !name.startsWith('JSON.parse')

export const coldColumns = ({ sizes }: ColdResult): readonly Column[] =>
  sizes.flatMap(({ flags, rows }) => {
    const cellsOf = (value: (row: ColdRow) => number | undefined | null) =>
      rows.map((row) => ({ name: row.name, value: value(row) ?? Number.NaN }))
    const time = (name: string, value: (row: ColdRow) => number | undefined) => {
      const cells = cellsOf(value)
      return columnOf(`${flags} flags, ${name}`, cells, cells.filter(isPeer))
    }
    const size = (name: string, value: (row: ColdRow) => number, tolerance: number) =>
      columnOf(`${flags} flags, ${name}`, cellsOf(value), []).map((column) => ({ ...column, tolerance }))
    return [
      ...time('first, ms', ({ first }) => first),
      ...time('five, ms', ({ five }) => five),
      ...size('text, bytes', ({ bytes }) => bytes, 0),
      ...size('heap, MB', ({ heap }) => heap, 0.1),
      ...size('kept, MB', ({ kept }) => kept, 0.1),
    ]
  })

/** No other subject runs in this part: its CPU is compared as it is, so use the same machine for both results. */
export const refreshColumns = ({ rows, snapshot }: RefreshResult): readonly Column[] => {
  const column = (name: string, value: number, tolerance: number): Column => ({
    name,
    burgee: { name: 'Burgee', value },
    tolerance,
  })
  return [
    ...rows.flatMap(({ name, cpu, peak, requests }) => [
      column(`${name}: CPU, ms`, cpu, 0.15),
      ...(Number.isFinite(peak) ? [column(`${name}: peak, MB`, peak, 0.15)] : []),
      column(`${name}: API requests`, requests, 0),
    ]),
    column('snapshot, bytes', snapshot, 0),
  ]
}

export const growthColumns = ({ plots, kvReads }: GrowthResult): readonly Column[] => [
  ...plots.flatMap(({ x, series }) =>
    (series[0]?.points ?? []).flatMap(([size], place) => {
      const cells = series.map(({ name, points }) => ({ name, value: points[place]?.[1] ?? Number.NaN }))
      return columnOf(`${size} ${x}`, cells, cells.filter(isPeer))
    }),
  ),
  ...columnOf(
    'KV reads of ten evaluations',
    kvReads.map(({ name, reads }) => ({ name, value: reads })),
    [],
  ).map((column) => ({ ...column, tolerance: 0 })),
]
