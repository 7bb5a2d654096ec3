/** Go on at both `x` and `y`, which are positions in `steps`. */
export const FORK = 0
/** Consume the code point `x`. */
export const LITERAL = 1
/** Consume a code point that `tests[x]` accepts. */
export const TEST = 2
/** Go on if `tests[x]` accepts the code point before, which is `''` at the start of the string. */
export const BEHIND = 3
/** Go on if `tests[x]` accepts the code point ahead, which is `''` at the end of the string. */
export const AHEAD = 4

/** A regular expression, compiled by `compilePattern`. It is plain JSON, so it can be stored. */
export interface PatternProgram {
  /** Triples `kind, x, y`: an automaton that begins at 0. It matches when it goes past the last step. */
  readonly steps: readonly number[]
  /** Sources of regular expressions. Each is tested on a single code point or `''`, so none can backtrack. */
  readonly tests: readonly string[]
  /** The flags of those regular expressions. */
  readonly flags: string
}

/** All the steps that the automaton may be at between two code points. */
interface State {
  readonly at: readonly number[]
  /** The result of each test for the code point before. */
  readonly behind: readonly boolean[]
  /** Where each code point, or `''` for the end, leads: to another state, or to the result. */
  readonly edges: Map<string, State | boolean>
}

/** How many edges between states a matcher remembers. They take 2 MB with the worst patterns, a few KB with most. */
const ROOM = 500

/**
 * Makes a function that tells whether a pattern is found anywhere in a string. The function never throws.
 *
 * With any pattern, the time is linear in the length of the string. The automaton follows all its possible steps
 * together, so it reads no code point twice. It remembers the states that it has been in, so that most code points cost
 * one look-up. Make the function once and keep it.
 *
 * @throws Error if `program` is not what `compilePattern` makes
 *
 * @example
 * const compiled = compilePattern('^beta-')
 * if ('program' in compiled) patternMatcher(compiled.program)('beta-tester') // true
 */
export const patternMatcher = (program: PatternProgram): ((text: string) => boolean) => {
  const steps = Int32Array.from(program.steps)
  const asked = program.tests.map((source) => new RegExp(source, program.flags))
  const ask = (point: string) => asked.map((test) => test.test(point))
  // Requests share these, which is safe because a call never awaits.
  const start: State = { at: [0], behind: ask(''), edges: new Map() }
  const states = new Map<string, State>()
  let room = ROOM

  const follow = (state: State, point: string): State | boolean => {
    const row = ask(point)
    const here = new Set(state.at) // each step once. It may grow while it is iterated
    const ahead = new Set([0]) // a match may begin at any code point
    for (const step of here) {
      const kind = steps[step]
      if (kind === undefined) return true // past the last step
      const x = steps[step + 1] as number // steps come in threes
      if (kind === FORK) {
        here.add(x).add(steps[step + 2] as number)
      } else if (kind === LITERAL ? x === point.codePointAt(0) : (kind === BEHIND ? state.behind : row)[x]) {
        const reached = kind > TEST ? here : ahead
        reached.add(step + 3)
      }
    }
    if (point === '') return false
    const at = [...ahead]
    const key = `${at.sort()}|${row}`
    const known = states.get(key) ?? { at, behind: row, edges: new Map() }
    states.set(key, known)
    return known
  }

  const next = (state: State, point: string): State | boolean => {
    let to = state.edges.get(point)
    if (to === undefined) {
      to = follow(state, point)
      state.edges.set(point, to)
      if (--room === 0) {
        // A string that keeps reaching new states: those that are not in use are forgotten.
        states.clear()
        start.edges.clear()
        room = ROOM
      }
    }
    return to
  }

  return (text) => {
    let state = start
    for (const point of text) {
      const to = next(state, point)
      if (typeof to === 'boolean') return to
      state = to
    }
    return next(state, '') === true
  }
}
