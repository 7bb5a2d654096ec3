/**
 * Compares two results of the same part, measured before and after a change of Burgee.
 *
 * Times differ from machine to machine and from day to day, so they are compared with the subjects that ran beside
 * Burgee: the floor, the peers, the app without flags. Their code did not change, so what they gained or lost is due
 * to the machine. Burgee is slower in a column only if it lost more than every one of them.
 */
import { aligned, figure, table } from './table.js'
import { median } from './timing.js'

/** One subject's figure. Lower is better. */
export interface Cell {
  readonly name: string
  readonly value: number
  /** The quartiles of its samples. Default: the value. */
  readonly low?: number
  readonly high?: number
}

export interface Column {
  readonly name: string
  readonly burgee: Cell
  /** The floor, or what stands for it, such as a KV read. Default: none. */
  readonly floor?: Cell
  readonly peers?: readonly Cell[]
  /** Neither floor nor peer, but measured in the same run by code that did not change. */
  readonly others?: readonly Cell[]
  /**
   * For figures that depend little on the machine, such as bytes: the share by which they may rise without being
   * called slower. Such figures are not divided by those of other subjects.
   */
  readonly tolerance?: number
}

type Verdict = 'slower' | 'faster' | 'within noise'

interface Compared {
  readonly name: string
  /** Burgee's figures, in the column's own unit. */
  readonly figures: readonly [before: number, now: number]
  /** How often Burgee's figure is the floor's, and the peers' geometric mean. */
  readonly timesFloor?: readonly [before: number, now: number]
  readonly timesPeers?: readonly [before: number, now: number]
  /** Burgee's change once the machine's is taken out: 0.1 is 10 % slower. */
  readonly change: number
  /** The least and the greatest change of the other subjects. */
  readonly noise: readonly [least: number, greatest: number]
  readonly verdict: Verdict
}

const mean = (cells: readonly Cell[]): number =>
  Math.exp(cells.reduce((sum, { value }) => sum + Math.log(value), 0) / cells.length)

const isPositive = ({ value }: Cell) => Number.isFinite(value) && value > 0

/** The cells of subjects that have a figure above 0 in both, in the same order. */
const shared = (before: readonly Cell[] = [], now: readonly Cell[] = []): [Cell, Cell][] =>
  before.filter(isPositive).flatMap((cell): [Cell, Cell][] => {
    const same = now.find(({ name, value }) => name === cell.name && isPositive({ name, value }))
    return same ? [[cell, same]] : []
  })

const cellsOf = ({ floor, peers = [], others = [] }: Column) => [
  ...(floor ? [floor] : []),
  ...peers,
  ...others,
]

const verdictOf = (least: number, greatest: number, [low, high]: readonly [number, number]): Verdict => {
  if (least > high) return 'slower'
  return greatest < low ? 'faster' : 'within noise'
}

const compareColumn = (before: Column, now: Column): Compared => {
  const figures = [before.burgee.value, now.burgee.value] as const
  const { name, tolerance } = now
  if (tolerance !== undefined) {
    const [was, is] = figures
    const change = was === is ? 0 : is / was - 1
    const noise = [-tolerance, tolerance] as const
    return { name, figures, change, noise, verdict: verdictOf(change, change, noise) }
  }
  const pairs = shared(cellsOf(before), cellsOf(now))
  const factors = pairs.map(([was, is]) => is.value / was.value)
  const machine = median(factors)
  const noise = [Math.min(...factors) / machine - 1, Math.max(...factors) / machine - 1] as const
  // The quartiles of both runs say how far Burgee's own change can be trusted.
  const least = (now.burgee.low ?? now.burgee.value) / (before.burgee.high ?? before.burgee.value)
  const greatest = (now.burgee.high ?? now.burgee.value) / (before.burgee.low ?? before.burgee.value)
  const floors = shared(before.floor && [before.floor], now.floor && [now.floor])[0]
  const peers = shared(before.peers, now.peers)
  return {
    name,
    figures,
    ...(floors && { timesFloor: [figures[0] / floors[0].value, figures[1] / floors[1].value] }),
    ...(peers.length > 0 && {
      timesPeers: [
        figures[0] / mean(peers.map(([was]) => was)),
        figures[1] / mean(peers.map(([, is]) => is)),
      ],
    }),
    change: figures[1] / figures[0] / machine - 1,
    noise,
    verdict:
      factors.length > 0 ? verdictOf(least / machine - 1, greatest / machine - 1, noise) : 'within noise',
  }
}

/** Columns that only one of the two has are left out. */
const compareColumns = (before: readonly Column[], now: readonly Column[]): readonly Compared[] =>
  now.flatMap((column) => {
    const same = before.find(({ name }) => name === column.name)
    return same ? [compareColumn(same, column)] : []
  })

/** A table for a terminal, and the names of the columns that are slower. */
export interface Comparison {
  readonly text: string
  readonly slower: readonly string[]
}

const percent = (share: number): string => {
  const rounded = Math.round(share * 100)
  return `${rounded < 0 ? '−' : '+'}${Math.abs(rounded)} %`
}

const pair = (numbers: readonly [number, number] | undefined, write = figure): string =>
  numbers ? numbers.map(write).join(' → ') : ''

/** What the columns of the printed table mean. */
export const LEGEND = `Each cell is "before → now". Lower is better. × floor, × peers: Burgee's figure divided by the floor's, and by the geometric
mean of the peers' figures, in the same run. Change: of Burgee, after the median change of the other subjects is taken out.
Noise: the smallest and the largest change of the other subjects, whose code did not change. "slower": Burgee lost more than
each of them, beyond the quartiles of its own samples. Figures that depend little on the machine are compared as they are.`

export const compare = (before: readonly Column[], now: readonly Column[]): Comparison => {
  const compared = compareColumns(before, now)
  const rows = compared.map(({ name, figures, timesFloor, timesPeers, change, noise, verdict }) => [
    name,
    pair(figures),
    pair(timesFloor),
    pair(timesPeers),
    percent(change),
    noise.map(percent).join(' to '),
    verdict === 'slower' ? 'SLOWER' : verdict,
  ])
  return {
    text: aligned(table(['column', 'Burgee', '× floor', '× peers', 'change', 'noise', 'verdict'], rows)),
    slower: compared.filter(({ verdict }) => verdict === 'slower').map(({ name }) => name),
  }
}
