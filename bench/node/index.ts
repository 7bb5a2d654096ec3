/** The bench in Node. */
import { readFileSync } from 'node:fs'
import { BENCH } from '../bundle.js'
import type { Part, Runtime } from '../runtime.js'
import { coldColumns, evaluationColumns, growthColumns, refreshColumns } from './columns.js'
import { coldPlot, coldSection, evaluationSection, growthSection, refreshSection } from './report.js'
import type { ColdResult, EvaluationResult, GrowthResult, RefreshResult } from './results.js'
import { runAgainst, runPart } from './run-part.js'

const evaluation: Part<EvaluationResult> = {
  measure: (quick) => runPart('evaluation', quick),
  section: evaluationSection,
  columns: evaluationColumns,
  against: (quick) => runAgainst('evaluation', quick, quick ? 5 : 9),
}

const cold: Part<ColdResult> = {
  measure: (quick) => runPart('cold', quick, ['cold-process']),
  section: coldSection,
  columns: coldColumns,
  plots: (result) => [coldPlot(result)],
}

const refresh: Part<RefreshResult> = {
  measure: (quick) => runPart('refresh', quick, ['refresh-process']),
  section: refreshSection,
  columns: refreshColumns,
  against: (quick) => runAgainst('refresh', quick, quick ? 3 : 9, ['refresh-process']),
}

const growth: Part<GrowthResult> = {
  measure: (quick) => runPart('growth', quick),
  section: growthSection,
  columns: growthColumns,
  plots: ({ plots }) => plots,
}

export const node: Runtime = {
  prefix: '',
  title: 'Results',
  introduction:
    '`npm run bench` writes this file. Lower is better everywhere. Ratios are of medians of the same run.',
  packages: [],
  peers: Object.keys(JSON.parse(readFileSync(`${BENCH}package.json`, 'utf8')).dependencies),
  parts: { evaluation, cold, refresh, growth },
}
