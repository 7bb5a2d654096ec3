/**
 * The parts of a pattern's automaton.
 *
 * @module
 */
import { FORK } from './match.js'

/** A part of a pattern. */
export interface Piece {
  /** At least the number of its steps, and never 0: to repeat an empty part a million times is too much as well. */
  readonly size: number
  readonly write: (steps: number[]) => void
}

/** One step that consumes a code point or tests one: its kind, and a code point or the place of a test. */
export const step = (kind: number, x: number): Piece => ({
  size: 1,
  write: (steps) => steps.push(kind, x, 0),
})

/** All pieces, one after the other. */
export const sequence = (pieces: readonly Piece[]): Piece => ({
  size: pieces.reduce((sum, piece) => sum + piece.size, 0) || 1,
  write: (steps) => {
    for (const piece of pieces) piece.write(steps)
  },
})

/** One piece or the other. */
export const either = (first: Piece, second: Piece): Piece => ({
  size: first.size + second.size + 2,
  write: (steps) => {
    const fork = steps.length
    steps.push(FORK, fork + 3, 0)
    first.write(steps)
    const jump = steps.length
    steps.push(FORK, 0, 0)
    steps[fork + 2] = steps.length
    second.write(steps)
    steps.fill(steps.length, jump + 1, jump + 3)
  },
})

/** A piece, from `min` to `max` times. */
export const repetition = (piece: Piece, min: number, max: number): Piece => {
  const copies = max === Infinity ? Math.max(min, 1) : max
  return {
    size: Math.max(1, copies * (piece.size + 1) - min + (max === Infinity ? 1 : 0)),
    write: (steps) => {
      const exits: number[] = []
      let last = 0
      for (let copy = 0; copy < copies; copy++) {
        if (copy >= min) {
          exits.push(steps.length + 2)
          steps.push(FORK, steps.length + 3, 0)
        }
        last = steps.length
        piece.write(steps)
      }
      if (max === Infinity) steps.push(FORK, last, steps.length + 3)
      for (const exit of exits) steps[exit] = steps.length
    },
  }
}
