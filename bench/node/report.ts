/** The sections of results.md, and the plots beside them. */
import type { LinePlot } from '../plot.js'
import { figure, table, times } from '../table.js'
import type {
  ColdResult,
  EvaluationResult,
  EvaluationRow,
  EvaluationTable,
  GrowthResult,
  RefreshResult,
} from './results.js'

/** It generates code with `new Function`, which Workers forbid. It is shown, but not used for the ratios. */
export const NOT_ON_WORKERS = 'flagd-core'

export const evaluationSection = ({ columns, sameTarget, newTarget }: EvaluationResult): string =>
  [
    '## Evaluation',
    `Nanoseconds for one warm evaluation. Every value is checked. The floor is an evaluator written by hand for these flags:
closures, Sets and murmur3, with counting (\`bench/floor.ts\`). Burgee counts its evaluations for the metrics. The peers'
metrics and events are off. \`${NOT_ON_WORKERS}\` generates code by default, which Workers forbid. It is shown, but the
ratios are to the fastest of the other peers.`,
    '### For the same target, as within a request',
    evaluationTable(columns, sameTarget),
    '### For a new target every time',
    `The targets are 512. For every evaluation the next one is made into the SDK's own form (a view, a context, a user), so
nothing that an SDK keeps for a target helps.`,
    evaluationTable(columns, newTarget),
  ].join('\n\n')

const evaluationTable = (columns: readonly string[], rows: EvaluationTable): string => {
  const floor = rows.find(({ kind }) => kind === 'floor') as EvaluationRow
  const rivals = rows.filter(({ kind, name }) => kind === 'peer' && name !== NOT_ON_WORKERS)
  const at = (row: EvaluationRow, column: number) => row.medians[column] ?? Number.NaN
  const fastest = columns.map((_, column) =>
    rivals.reduce((a, b) => (at(a, column) <= at(b, column) ? a : b)),
  )
  const ratios = rows
    .filter(({ kind }) => kind === 'burgee')
    .flatMap((row) => [
      [`${row.name}: times the floor`, ...columns.map((_, i) => times(at(row, i) / at(floor, i)))],
      [
        `${row.name}: faster than the fastest peer`,
        ...fastest.map((rival, i) => `**${times(at(rival, i) / at(row, i))}** ${shortName(rival.name)}`),
      ],
    ])
  return table(['ns', ...columns], [...rows.map((row) => [row.name, ...row.medians.map(figure)]), ...ratios])
}

const shortName = (name: string) => name.split(/[ ,]/)[0] ?? name

export const coldSection = ({ sizes }: ColdResult): string =>
  [
    '## First evaluations in a new process',
    `From the text of the document, as KV or the config API has it, to the first value and to the fifth. Each sample is a
new process with the modules loaded. Flags have three rules each. Heap: how much the heap grew up to the fifth value.
Kept: how much of that was left after a garbage collection. Both are without the text.`,
    '![Milliseconds to the first value, by flags](plots/cold.svg)',
    ...sizes.map(({ flags, rows }) =>
      table(
        [`${figure(flags)} flags`, 'text, MB', 'first, ms', 'five, ms', 'heap, MB', 'kept, MB'],
        rows.map(({ name, bytes, first, five, heap, kept }) => [
          name,
          figure(bytes / 1e6),
          figure(first ?? Number.NaN),
          figure(five),
          figure(heap),
          figure(kept),
        ]),
      ),
    ),
  ].join('\n\n')

export const refreshSection = (result: RefreshResult): string =>
  [
    '## Refresh',
    `${figure(result.flags)} flags with three rules each and ${result.segments} segments of ${figure(result.members)} identifiers:
${figure(result.answer / 1e6)} MB from the config API, a snapshot of ${figure(result.snapshot / 1e6)} MB. CPU is that of a new process, whose code is not optimized
yet. Peak: the most memory that the process took above what it had with the API's responses loaded.`,
    table(
      ['', 'CPU, ms', 'peak, MB', 'API requests'],
      result.rows.map(({ name, cpu, peak, requests }) => [name, figure(cpu), figure(peak), String(requests)]),
    ),
  ].join('\n\n')

export const growthSection = ({ plots, kvReads }: GrowthResult): string =>
  [
    '## Growth',
    table(
      ['KV reads of ten warm evaluations', ''],
      kvReads.map(({ name, reads }) => [name, String(reads)]),
    ),
    ...plots.map(({ id, title }) => `![${title}](plots/${id}.svg)`),
  ].join('\n\n')

export const coldPlot = ({ sizes }: ColdResult): LinePlot => {
  const ascending = [...sizes].reverse()
  const names = ascending[0]?.rows.filter(({ first }) => first !== undefined).map(({ name }) => name) ?? []
  const series = names.map((name) => ({
    name,
    points: ascending.map(({ flags, rows }) => {
      const first = rows.find((row) => row.name === name)?.first
      return [flags, first ?? Number.NaN] as const
    }),
  }))
  const title = 'First value in a new process, by flags in the project'
  return { id: 'cold', title, x: 'flags', y: 'ms', series }
}
