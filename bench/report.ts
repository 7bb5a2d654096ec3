/** Writes results.md from what was measured. */

import type { EvaluationResult, EvaluationRow, EvaluationTable, PartName, Results, Run } from './results.js'
import { figure, table, times } from './table.js'

/** It makes code from its flags, with `new Function`, which Workers forbid: shown, and set aside in the ratios. */
const NOT_ON_WORKERS = 'flagd-core'

export const report = (results: Results): string => {
  const runs = Object.values(results).map(({ run }) => run)
  const versions = Object.assign({}, ...runs.map(({ versions }) => versions)) as Run['versions']
  const parts = [
    '# Results',
    '`npm run bench` writes this file. Lower is better everywhere; ratios are of medians in the same run.',
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
    results.evaluation && evaluation(results.evaluation.result),
    results.cold && cold(results.cold.result),
    results.refresh && refresh(results.refresh.result),
    results.growth && growth(results.growth.result),
  ]
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

const evaluation = ({ columns, sameTarget, newTarget }: EvaluationResult): string =>
  [
    '## Evaluation',
    `Nanoseconds for one evaluation, warm, every answer checked. The floor is a hand-written evaluator of closures, Sets
and murmur3, with counting (\`bench/floor.ts\`). Burgee counts its evaluations for the metrics; the peers' own metrics and
events are off. \`${NOT_ON_WORKERS}\` as it comes runs code that it generates, which Workers forbid: it is shown, and the
ratios are to the fastest of the others, which is named.`,
    '### For the same target, as within a request',
    evaluationTable(columns, sameTarget),
    '### For a new target every time',
    `The target is one of 512, and is made into what the SDK wants (a view, a context, a user) anew for every
evaluation: nothing that is kept between two evaluations helps.`,
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

const cold = ({ sizes }: NonNullable<Results['cold']>['result']): string =>
  [
    '## First evaluations in a new process',
    `From the text, as KV or the config API holds it, to the first answer and to the fifth, in a process of its own, with
the modules loaded. Flags have three rules each. Heap: what the heap had grown by after the fifth answer; kept: what was
left of it after a collection; both without the text.`,
    '![Milliseconds to the first answer, by flags](plots/cold.svg)',
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

const refresh = (result: NonNullable<Results['refresh']>['result']): string =>
  [
    '## Refresh',
    `${figure(result.flags)} flags of three rules and ${result.segments} segments of ${figure(result.members)} identifiers:
${figure(result.answer / 1e6)} MB from the config API, a snapshot of ${figure(result.snapshot / 1e6)} MB. CPU of a new process, code not yet optimised; peak: how much
memory the process took, at most, above what it had with the API's answers loaded.`,
    table(
      ['', 'CPU, ms', 'peak, MB', 'API requests'],
      result.rows.map(({ name, cpu, peak, requests }) => [name, figure(cpu), figure(peak), String(requests)]),
    ),
  ].join('\n\n')

const growth = ({ plots, kvReads }: NonNullable<Results['growth']>['result']): string =>
  [
    '## Growth',
    table(
      ['KV reads for ten evaluations, warm', ''],
      kvReads.map(({ name, reads }) => [name, String(reads)]),
    ),
    ...plots.map(({ id, title }) => `![${title}](plots/${id}.svg)`),
  ].join('\n\n')
