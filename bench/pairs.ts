/**
 * Compares Burgee before and after a change that were measured in the same run, in turn. This sees smaller changes than
 * `compare.ts`, because both had the same machine.
 */
import type { Comparison } from './compare.js'
import { aligned, figure, table } from './table.js'
import { median, quantile } from './timing.js'

/** The samples of a column. Those with the same index were taken one after the other, each in a process of its own. */
export interface Pair {
  readonly name: string
  readonly before: readonly number[]
  readonly now: readonly number[]
}

/** Puts the samples of the same columns together. */
export const joinPairs = (rounds: readonly (readonly Pair[])[]): readonly Pair[] =>
  (rounds[0] ?? []).map(({ name }, column) => ({
    name,
    before: rounds.flatMap((pairs) => pairs[column]?.before ?? []),
    now: rounds.flatMap((pairs) => pairs[column]?.now ?? []),
  }))

/** A change by less than this is not called slower or faster. */
const LEAST = 0.03

export const PAIRS_LEGEND = `Lower is better. Ratio: now divided by before, each pair of samples taken one after the other. The median of the pairs, with their
10 % and 90 % quantiles, which are the extremes if there are few. "slower": nine in ten pairs are slower by more than ${LEAST * 100} %.`

export const comparePairs = (pairs: readonly Pair[]): Comparison => {
  const columns = pairs.map(({ name, before, now }) => {
    const ratios = now.map((value, place) => value / (before[place] ?? Number.NaN))
    const [low, middle, high] = [quantile(ratios, 0.1), median(ratios), quantile(ratios, 0.9)]
    const slower = low > 1 + LEAST
    const verdict = slower ? 'SLOWER' : high < 1 - LEAST ? 'faster' : 'within noise'
    const ratio = `${middle.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`
    return { name, slower, cells: [name, figure(median(before)), figure(median(now)), ratio, verdict] }
  })
  const rows = columns.map(({ cells }) => cells)
  return {
    text: aligned(table(['column', 'before', 'now', 'ratio', 'verdict'], rows)),
    slower: columns.filter(({ slower }) => slower).map(({ name }) => name),
  }
}
