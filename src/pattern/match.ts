/** Go on at both `x` and `y`, which are positions in `steps`. */
export const FORK = 0
/** Consume the code point `x`. */
export const LITERAL = 1
/** Consume a code point that `tests[x]` accepts. */
export const TEST = 2
/** Go on if `tests[x]` accepts the code point before, which is `''` at the start of the text. */
export const BEHIND = 3
/** Go on if `tests[x]` accepts the code point ahead, which is `''` at the end of the text. */
export const AHEAD = 4

/** A regular expression as `compilePattern` leaves it: plain JSON, made to be stored. */
export interface PatternProgram {
  /** Triples `kind, x, y`: an automaton entered at 0. To go past the last step is to match. */
  readonly steps: readonly number[]
  /** Sources of regular expressions, each asked about a single code point or `''`, so none can backtrack. */
  readonly tests: readonly string[]
  /** The flags of those regular expressions. */
  readonly flags: string
}

/** All the steps the automaton may be at between two code points. */
interface State {
  readonly at: readonly number[]
  /** What each test said of the code point before. */
  readonly behind: readonly boolean[]
  /** Where each code point leads, or `''` for the end: to another state, or to the answer. */
  readonly edges: Map<string, State | boolean>
}

/** How many edges between states a matcher remembers: 2 MB with the worst of patterns, a few KB with most. */
const ROOM = 500

/**
 * Makes a function telling whether a pattern is found anywhere in a text.
 *
 * The time it takes is linear in the text, whatever the pattern: the automaton is at all its possible steps
 * at once, so nothing is read twice. States it has been in are remembered, so that an ordinary code point
 * costs one look-up; make the function once and keep it. The function never throws.
 *
 * @throws {Error} where `program` is not what `compilePattern` makes
 * @example
 * const compiled = compilePattern('^beta-')
 * if ('program' in compiled) patternMatcher(compiled.program)('beta-tester') // true
 */
export const patternMatcher = (program: PatternProgram): ((text: string) => boolean) => {
  const steps = Int32Array.from(program.steps)
  const asked = program.tests.map((source) => new RegExp(source, program.flags))
  const ask = (point: string) => asked.map((test) => test.test(point))
  // Requests share what follows, which is safe as a call never awaits.
  const start: State = { at: [0], behind: ask(''), edges: new Map() }
  const states = new Map<string, State>()
  let room = ROOM

  const follow = (state: State, point: string): State | boolean => {
    const row = ask(point)
    const here = new Set(state.at) // each step once; it may grow while it is walked
    const ahead = new Set([0]) // a match may begin at any code point
    for (const step of here) {
      const kind = steps[step]
      if (kind === undefined) return true // past the last step
      const x = steps[step + 1] as number // steps come in threes
      if (kind === FORK) {
        here.add(x).add(steps[step + 2] as number) // likewise
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
        // A text that keeps reaching new states: whatever is not in use is forgotten.
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
