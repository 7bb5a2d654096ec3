import { either, type Piece, repetition, sequence, step } from './automaton.js'
import { AHEAD, BEHIND, LITERAL, type PatternProgram, TEST } from './match.js'

/** Each step may cost time at each code point of a string. */
const MOST_STEPS = 500
/** Each test costs a native call for a code point that is new to the matcher. */
const MOST_TESTS = 64
/** Far more than so many steps take to write. It limits the work of the parser. */
const LONGEST_SOURCE = 5000
/** The parser calls itself at each group. */
const DEEPEST_GROUP = 50

/** Tests of the code point behind or ahead, which is `''` at both ends of the string. */
const EDGE = '^$'
const LINE_EDGE = '^[\\n\\r\\u2028\\u2029]?$'
const WORD = '^\\w$'
const NOT_WORD = '^[^\\w]?$'

const FLAGS = /\(\?([ims]+)\)/y
const ANCHOR = /[$^]|\\[ABbz]/y
const QUANTIFIER = /[*+?]|\{(\d+)(,(\d*))?\}/y
const GROUP = /\((?:\?:|\?P?<[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*>|(?!\?))/uy
/** An escape for a set of code points. */
const SET = /\\(?:[DSWdsw]|[Pp]\{[^}]*\})/y
/** An escape for one code point: a control, a letter with Ctrl, hexadecimal, or punctuation for itself. */
const POINT =
  /\\(?:([fnrtv]|0(?!\d))|c([A-Za-z])|u([Dd][89ABab][\dA-Fa-f]{2})\\u([Dd][C-Fc-f][\dA-Fa-f]{2})|x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|u\{([\dA-Fa-f]+)\}|([^\dA-Za-z]))/suy
const CONTROLS: Readonly<Record<string, string>> = { 0: '\0', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }
const UNKNOWN_GROUP = [/^/, 'an unknown kind of group', 'use (, (?: or (?<name>'] as const
const REFUSED_GROUPS = [
  [/^\(\?<?[!=]/, 'lookaround', 'split the condition in two, or spell out what may come'],
  [/^\(\?>/, 'an atomic group', 'use (?: for it'],
  [/^\(\?P=/, 'a backreference', 'spell out what may be repeated'],
  [/^\(\?[A-Za-z^-]*[:)]/, 'a flag', 'only i, m and s are known, and only before all else, as in (?i)'],
] as const
const POSIX_CLASS = /\[:\^?\w+:\]/y
const ANY = /./suy

class Refusal extends Error {}

/**
 * Compiles a regular expression to a program for `patternMatcher`. The matcher looks for it anywhere in a string, as
 * `new RegExp(source, 'u').test(text)` does, but in linear time. It never throws.
 *
 * The syntax is what JavaScript and RE2 share. As in RE2, a string is made of code points, any punctuation may be
 * escaped, and a pattern may begin with flags (`(?i)`, `(?m)`, `(?s)`). `\A` and `\z` are the ends of the string, and
 * `(?P<name>` opens a group. In other differences JavaScript is followed: `.` excludes four line terminators, `\s`
 * includes the spaces of Unicode, and `[]` matches nothing.
 *
 * @returns the program, or the problem. A problem is a syntax error, an escape or a class that languages read
 *   differently, a pattern of more than 500 steps with repetitions written out, or a construct that cannot run in
 *   linear time: a backreference, lookaround, an atomic group or a possessive quantifier
 *
 * @example
 * compilePattern('@example\\.com$') // { program: … }
 * compilePattern('(a)\\1') // { problem: 'a backreference at character 4: …' }
 */
export const compilePattern = (source: string): { program: PatternProgram } | { problem: string } => {
  try {
    return { program: new Parser(source).program() }
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.message }
    throw error
  }
}

class Parser {
  readonly #source: string
  /** The flags that the pattern begins with. */
  readonly #given: string
  /** The flags that its tests need. */
  readonly #flags: string
  readonly #tests: string[] = []
  #at = 0
  #depth = 0
  /** What has been read, in the strict syntax of the `u` flag. The engine checks it in the end. */
  #native = ''

  constructor(source: string) {
    this.#source = source
    let given = ''
    for (let found = this.#take(FLAGS); found; found = this.#take(FLAGS)) given += found[1]
    this.#given = given
    this.#flags = given.includes('i') ? 'iu' : 'u'
  }

  program(): PatternProgram {
    if (this.#source.length > LONGEST_SOURCE) {
      throw new Refusal(`it is longer than ${LONGEST_SOURCE} characters: shorten or split it`)
    }
    const whole = this.#alternatives()
    if (this.#skip(')')) throw refusal('an unmatched )', this.#at - 1, 'write \\) for the character')
    expectFit(whole)
    this.#confirm()
    const steps: number[] = []
    whole.write(steps)
    return { steps, tests: this.#tests, flags: this.#flags }
  }

  #alternatives(): Piece {
    const branches = [this.#sequence()]
    while (this.#skip('|')) {
      this.#native += '|'
      branches.push(this.#sequence())
    }
    return branches.reduceRight((rest, branch) => either(branch, rest))
  }

  #sequence(): Piece {
    const pieces: Piece[] = []
    while (!['', '|', ')'].includes(this.#source.charAt(this.#at))) pieces.push(this.#repeated())
    return sequence(pieces)
  }

  #repeated(): Piece {
    this.#expectNoQuantifier('write a backslash before the character')
    const anchor = this.#take(ANCHOR)
    if (anchor) {
      this.#expectNoQuantifier('remove it, as this matches a place')
      return this.#anchor(anchor[0])
    }
    const piece = this.#atom()
    const found = this.#take(QUANTIFIER)
    if (!found) return piece
    const [quantifier, least = quantifier === '+' ? '1' : '0', comma, most] = found
    const min = Number(least)
    const bound = quantifier === '?' ? 1 : Number(most || Infinity)
    const max = found[1] !== undefined && comma === undefined ? min : bound
    this.#native += quantifier
    // Lazy or greedy makes no difference to whether there is a match.
    if (!this.#skip('?') && this.#source[this.#at] === '+') {
      throw refusal('a possessive quantifier', this.#at, 'remove this +')
    }
    const repeated = repetition(piece, min, max)
    expectFit(repeated)
    return repeated
  }

  #expectNoQuantifier(instead: string): void {
    const at = this.#at
    if (this.#take(QUANTIFIER)) throw refusal('a quantifier with nothing to repeat', at, instead)
  }

  #anchor(anchor: string): Piece {
    const edge = this.#given.includes('m') ? LINE_EDGE : EDGE
    this.#native += anchor.replace('\\A', '^').replace('\\z', '$')
    if (anchor === '^') return this.#place(BEHIND, edge)
    if (anchor === '$') return this.#place(AHEAD, edge)
    if (anchor === '\\A') return this.#place(BEHIND, EDGE)
    if (anchor === '\\z') return this.#place(AHEAD, EDGE)
    const [afterWord, afterOther] = anchor === '\\b' ? [NOT_WORD, WORD] : [WORD, NOT_WORD]
    return either(
      sequence([this.#place(BEHIND, WORD), this.#place(AHEAD, afterWord)]),
      sequence([this.#place(BEHIND, NOT_WORD), this.#place(AHEAD, afterOther)]),
    )
  }

  #place(kind: typeof AHEAD | typeof BEHIND, test: string): Piece {
    return step(kind, this.#test(test))
  }

  #atom(): Piece {
    const start = this.#at
    if (this.#source[start] === '(') return this.#group()
    if (this.#skip('.')) return this.#set(this.#given.includes('s') ? '[^]' : '.')
    if (this.#skip('[')) return this.#set(this.#class(start))
    const set = this.#take(SET)
    if (set) return this.#set(set[0])
    const point = this.#point()
    const quoted = point.replace(/[$()*+./?[\\\]^{|}]/, '\\$&')
    // A code point without cases equals only itself, with or without the flag, and comparing is faster than testing.
    if (this.#flags === 'iu' && point.toLowerCase() !== point.toUpperCase()) return this.#set(quoted)
    this.#native += quoted
    return step(LITERAL, point.codePointAt(0) ?? 0)
  }

  #group(): Piece {
    const start = this.#at
    const opening = this.#take(GROUP)
    if (!opening) {
      const rest = this.#source.slice(start)
      const [, what, instead] = REFUSED_GROUPS.find(([form]) => form.test(rest)) ?? UNKNOWN_GROUP
      throw refusal(what, start, instead)
    }
    if (++this.#depth > DEEPEST_GROUP) throw refusal('a group nested too deep', start, 'remove groups')
    this.#native += opening[0].replace('?P', '?')
    const inside = this.#alternatives()
    if (!this.#skip(')')) throw refusal('an unclosed (', start, 'close it, or write \\( for the character')
    this.#native += ')'
    this.#depth--
    return inside
  }

  /** The next code point, escaped or not. */
  #point(): string {
    const start = this.#at
    if (this.#source[start] !== '\\') return this.#take(ANY)?.[0] ?? ''
    const found = this.#take(POINT)
    if (!found) {
      const next = this.#source.charAt(start + 1)
      if (next === '') throw refusal('a lone backslash', start, 'write \\\\ for the character')
      if (/[1-9k]/.test(next)) throw refusal('a backreference', start, 'spell out what may be repeated')
      throw refusal(`the escape \\${next}`, start, 'it is incomplete, or languages differ on it; avoid it')
    }
    const [, control, letter, lead, trail, ...others] = found
    const punctuation = others.pop()
    if (punctuation !== undefined) return punctuation
    if (control !== undefined) return CONTROLS[control] ?? ''
    if (letter !== undefined) return String.fromCharCode(letter.charCodeAt(0) % 32)
    if (lead !== undefined && trail !== undefined) return String.fromCharCode(hex(lead), hex(trail))
    const code = hex(others.join(''))
    if (code > 0x10ffff) throw refusal('a code point that does not exist', start, 'the last is 10FFFF')
    return String.fromCodePoint(code)
  }

  /** A class, rewritten for the `u` flag. Only that flag reads code points, but it refuses needless escapes and `[\w-.]`. */
  #class(start: number): string {
    let written = this.#skip('^') ? '[^' : '['
    while (!this.#skip(']')) {
      const [from, isSet] = this.#member(start)
      written += from
      if (this.#source[this.#at] !== '-' || this.#source[this.#at + 1] === ']') continue
      this.#at++
      const [to, toSet] = this.#member(start)
      written += isSet || toSet ? `\\-${to}` : `-${to}`
    }
    return `${written}]`
  }

  #member(start: number): [source: string, isSet: boolean] {
    const at = this.#at
    const instead = 'close it, or write \\[ for the character'
    if (at >= this.#source.length) throw refusal('an unclosed [', start, instead)
    if (this.#take(POSIX_CLASS)) throw refusal('a POSIX class', at, 'write the ranges out, or \\p{…}')
    const set = this.#take(SET)
    if (set) return [set[0], true]
    if (this.#skip('\\b')) return ['\\b', false]
    return [this.#point().replace(/[$()*+./?[\\\]^{|}-]/, '\\$&'), false]
  }

  #set(source: string): Piece {
    this.#native += source
    return step(TEST, this.#test(`^${source}$`))
  }

  #test(source: string): number {
    const known = this.#tests.indexOf(source)
    if (known >= 0) return known
    if (this.#tests.length === MOST_TESTS) {
      throw new Refusal(`it has more than ${MOST_TESTS} different classes of characters: split it`)
    }
    return this.#tests.push(source) - 1
  }

  #confirm(): void {
    try {
      new RegExp(this.#native, this.#flags)
    } catch (error) {
      throw new Refusal(error instanceof Error ? error.message : String(error))
    }
  }

  #skip(text: string): boolean {
    const found = this.#source.startsWith(text, this.#at)
    if (found) this.#at += text.length
    return found
  }

  #take(token: RegExp): RegExpExecArray | null {
    token.lastIndex = this.#at
    const found = token.exec(this.#source)
    if (found) this.#at = token.lastIndex
    return found
  }
}

const hex = (digits: string): number => Number.parseInt(digits, 16)

const refusal = (what: string, at: number, instead: string): Refusal =>
  new Refusal(`${what} at character ${at + 1}: ${instead}`)

/** Checked for each repetition, so that no size grows beyond what a number can hold. */
const expectFit = ({ size }: Piece): void => {
  if (size <= MOST_STEPS) return
  throw new Refusal(`it takes more than ${MOST_STEPS} steps: repeat less, or split it`)
}
