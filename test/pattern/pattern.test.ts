import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PatternProgram, patternMatcher } from '../../src/pattern/match.js'
import { compilePattern } from '../../src/pattern/parse.js'
import { sample } from '../kit/sample.js'

const LONG = sample(100_000, 20_000)

const compiled = (source: string): PatternProgram => {
  const result = compilePattern(source)
  if ('problem' in result) throw new Error(`${source} is refused: ${result.problem}`)
  // As a store would hand it back.
  return JSON.parse(JSON.stringify(result.program)) as PatternProgram
}

const finds = (source: string, text: string): boolean => patternMatcher(compiled(source))(text)

describe('a pattern is found anywhere in a string', () => {
  it.each<[source: string, texts: readonly string[], others: readonly string[]]>([
    // literals
    ['', ['', 'a'], []],
    ['beta', ['beta', 'a beta b', 'bebeta'], ['', 'bet', 'Beta']],
    ['é', ['café'], ['cafe', 'cafe\u0301']],
    ['^😀$', ['😀'], ['\ud83d', '😀😀']],
    ['a-b{x}]', ['a-b{x}]'], ['a-bx]']],
    ['a{,2}', ['a{,2}'], ['aa']],
    // places
    ['^ab', ['ab', 'abc'], ['cab', '\nab']],
    ['ab$', ['ab', 'cab'], ['abc', 'ab\n']],
    ['^$', [''], ['a', '\n']],
    ['$', ['', 'a'], []],
    ['a^b|c$d', [], ['ab', 'a\nb', 'cd']],
    ['^a|b', ['a', 'cb'], ['ca']],
    ['(?:^|,)a(?:,|$)', ['a', 'b,a', 'a,b', 'b,a,b'], ['ba', 'b,ab']],
    ['\\bcat\\b', ['cat', 'a cat.', '(cat)'], ['cats', 'bobcat', 'cat_']],
    ['\\Bcat', ['bobcat'], ['cat', 'a cat']],
    ['^\\B$', [''], ['a']],
    ['\\Aab\\z', ['ab'], ['ab\n', 'xab']],
    ['(?m)^b$', ['b', 'a\nb\nc', 'a\u2028b'], ['ab', 'a\nbc']],
    ['(?m)\\Ab\\z', ['b'], ['a\nb', 'b\na']],
    // any character
    ['^.$', ['a', 'é', '😀', '\ud83d'], ['', 'ab', '\n', '\r', '\u2028']],
    ['(?s)^.$', ['a', '\n', '😀'], ['', '\n\n']],
    // classes
    ['^[abc]$', ['a', 'b', 'c'], ['d', '', 'ab']],
    ['^[^abc]$', ['d', '\n', '😀'], ['a', '']],
    ['^[a-cx]+$', ['abcx'], ['abd']],
    ['^[😀-😂é]$', ['😁', 'é'], ['😃', '\ud83d']],
    ['^[\\w.+-]+@[\\w-.]+$', ['a.b+c-d@e-f.g', '_@x'], ['a@', 'é@x', 'a@b,c']],
    ['^[\\d-x]$', ['1', '-', 'x'], ['y', 'w']],
    ['^[+--]$', ['+', ',', '-'], ['.']],
    ['^[a\\-c]$', ['a', '-', 'c'], ['b']],
    ['^[-a]$|^[b-]$', ['-', 'a', 'b'], ['c']],
    ['^[\\]\\\\[]$', [']', '\\', '['], ['a']],
    ['^[\\_\\@\\"]$', ['_', '@', '"'], ['\\']],
    ['^[\\b]$', ['\b'], ['b']],
    ['[]', [], ['', 'a', ']']],
    ['^[^]$', ['a', '\n'], ['']],
    // escapes for sets
    ['^\\d\\D\\w\\W\\s\\S$', ['1aa- .'], ['aaa- .', '1aaa .']],
    ['^\\s$', [' ', '\t', '\u00a0', '\ufeff'], ['a']],
    ['^\\w$', ['a', '_', '0'], ['é', '-']],
    ['^\\p{L}\\P{L}$', ['é1', '漢😀'], ['1é']],
    ['^[\\p{Lu}\\p{Script=Greek}]+$', ['AÉα'], ['a']],
    // escapes for one character
    ['^\\n\\t\\r\\f\\v\\0$', ['\n\t\r\f\v\0'], ['nt']],
    ['^\\x41\\u00e9\\u{1F600}\\uD83D\\uDE00\\cJ$', ['Aé😀😀\n'], ['Aé😀']],
    ['^\\.\\/\\-\\@\\ \\_\\é$', ['./-@ _é'], ['a/-@ _é']],
    ['\\^\\$\\|\\(\\)\\[\\]\\{\\}\\*\\+\\?\\\\', ['^$|()[]{}*+?\\'], ['^']],
    // groups and alternatives
    ['^(a|b)(?:c|d)(?<x>e|f)(?P<y_1>g|h)$', ['aceg', 'bdfh'], ['abcd']],
    ['^(?:abc|de|)$', ['abc', 'de', ''], ['ab', 'abcde']],
    ['^(|a)+$', ['', 'aaa'], ['b']],
    ['x|y|z', ['-z-', 'y'], ['w']],
    // repetitions
    ['^ab*c$', ['ac', 'abbbc'], ['abb', 'c']],
    ['^ab+c$', ['abc', 'abbbc'], ['ac']],
    ['^ab?c$', ['ac', 'abc'], ['abbc']],
    ['^a{3}$', ['aaa'], ['aa', 'aaaa']],
    ['^a{2,}$', ['aa', 'aaaaa'], ['a']],
    ['^a{0,}b{1,}$', ['b', 'abb'], ['a']],
    ['^a{1,3}$', ['a', 'aa', 'aaa'], ['', 'aaaa']],
    ['^a{0}b{0,0}$', [''], ['a', 'b']],
    ['^(?:ab){2}$', ['abab'], ['ab', 'aabb']],
    ['^(?:a{2}){2,3}?$', ['aaaa', 'aaaaaa'], ['aaaaa']],
    ['^a*?b+?c??d{1,2}?$', ['bd', 'aabbcdd'], ['ad']],
    // flags
    ['(?i)^straße-k$', ['STRAßE-k', 'StraẞE-\u212a'], ['strasse-k']],
    ['(?i)^[a-c]\\w$', ['Cſ', 'bK'], ['Dk']],
    ['(?is)A.B', ['a\nb'], ['ab']],
    ['(?i)(?m)^x$', ['a\nX'], ['aX']],
  ])('%s', (source, texts, others) => {
    expect(texts.filter((text) => !finds(source, text))).toEqual([])
    expect(others.filter((text) => finds(source, text))).toEqual([])
  })
})

describe('a pattern is refused, and told why', () => {
  it.each([
    ['(a)\\1', 'a backreference at character 4: spell out what may be repeated'],
    ['(?<a>x)\\k<a>', 'a backreference at character 8: spell out what may be repeated'],
    ['(?P<a>x)(?P=a)', 'a backreference at character 9: spell out what may be repeated'],
    ['a(?=b)', 'lookaround at character 2: split the condition in two, or spell out what may come'],
    ['a(?!b)', 'lookaround at character 2: split the condition in two, or spell out what may come'],
    ['(?<=a)b', 'lookaround at character 1: split the condition in two, or spell out what may come'],
    ['(?<!a)b', 'lookaround at character 1: split the condition in two, or spell out what may come'],
    ['(?>a)', 'an atomic group at character 1: use (?: for it'],
    ['a++', 'a possessive quantifier at character 3: remove this +'],
    ['a{2}+', 'a possessive quantifier at character 5: remove this +'],
    ['a(?i)b', 'a flag at character 2: only i, m and s are known, and only before all else, as in (?i)'],
    ['(?i:a)', 'a flag at character 1: only i, m and s are known, and only before all else, as in (?i)'],
    ['(?x)a', 'a flag at character 1: only i, m and s are known, and only before all else, as in (?i)'],
    ['(?-i)a', 'a flag at character 1: only i, m and s are known, and only before all else, as in (?i)'],
    ['(?#a)', 'an unknown kind of group at character 1: use (, (?: or (?<name>'],
    ['(?<1>a)', 'an unknown kind of group at character 1: use (, (?: or (?<name>'],
    ['(a', 'an unclosed ( at character 1: close it, or write \\( for the character'],
    ['a)', 'an unmatched ) at character 2: write \\) for the character'],
    ['[a', 'an unclosed [ at character 1: close it, or write \\[ for the character'],
    ['[a-', 'an unclosed [ at character 1: close it, or write \\[ for the character'],
    ['[[:alpha:]]', 'a POSIX class at character 2: write the ranges out, or \\p{…}'],
    ['*a', 'a quantifier with nothing to repeat at character 1: write a backslash before the character'],
    ['a|+', 'a quantifier with nothing to repeat at character 3: write a backslash before the character'],
    ['a**', 'a quantifier with nothing to repeat at character 3: write a backslash before the character'],
    ['({2})', 'a quantifier with nothing to repeat at character 2: write a backslash before the character'],
    ['^*', 'a quantifier with nothing to repeat at character 2: remove it, as this matches a place'],
    ['a\\', 'a lone backslash at character 2: write \\\\ for the character'],
    ['\\Qa.b\\E', 'the escape \\Q at character 1: it is incomplete, or languages differ on it; avoid it'],
    ['a\\Z', 'the escape \\Z at character 2: it is incomplete, or languages differ on it; avoid it'],
    ['\\x4', 'the escape \\x at character 1: it is incomplete, or languages differ on it; avoid it'],
    ['[\\c1]', 'the escape \\c at character 2: it is incomplete, or languages differ on it; avoid it'],
    ['\\u{110000}', 'a code point that does not exist at character 1: the last is 10FFFF'],
    ['a{1001}', 'it takes more than 500 steps: repeat less, or split it'],
    [`a{${'9'.repeat(400)}}`, 'it takes more than 500 steps: repeat less, or split it'],
    ['(?:(?:(?:){1000}){1000}){1000}', 'it takes more than 500 steps: repeat less, or split it'],
  ])('%s', (source, problem) => {
    expect(compilePattern(source)).toEqual({ problem })
  })

  it.each([
    ['a', 501, 'it takes more than 500 steps: repeat less, or split it'],
    ['a', 5001, 'it is longer than 5000 characters: shorten or split it'],
    ['(', 51, 'a group nested too deep at character 51: remove groups'],
  ])('%s written %i times', (part, count, problem) => {
    expect(compilePattern(part.repeat(count))).toEqual({ problem })
  })

  it.each([
    ['a{2,1}', /numbers out of order/],
    ['[z-a]', /Range out of order/],
    ['\\p{Nonsense}', /Invalid property name/],
    ['[\\p{Nonsense}]', /Invalid property name/],
    ['(?<a>x)(?<a>y)', /Duplicate capture group name/],
  ])('%s, in the words of the engine', (source, problem) => {
    expect(compilePattern(source)).toEqual({ problem: expect.stringMatching(problem) })
  })

  it('but not for a count that only looks too high', () => {
    expect(compilePattern('(a)'.repeat(51))).toHaveProperty('program')
    expect(compilePattern('a{500}')).toHaveProperty('program')
    expect(compilePattern('(?:ab|c?){71}[^d]*')).toHaveProperty('program')
  })

  it('that has too many classes to test a string against', () => {
    const classes = Array.from({ length: 65 }, (_, i) => `[a${String.fromCodePoint(0x4e00 + i)}]`)
    expect(compilePattern(classes.slice(1).join(''))).toHaveProperty('program')
    expect(compilePattern(classes.join(''))).toEqual({
      problem: 'it has more than 64 different classes of characters: split it',
    })
  })
})

describe('no pattern stalls on any text', { timeout: 180_000 }, () => {
  const as = 'a'.repeat(LONG)
  const shuffled = Array.from({ length: LONG }, (_, i) => ((i * i * 31 + i * 7) % 11 < 5 ? 'a' : 'b')).join(
    '',
  )
  const everyCharacter = String.fromCodePoint(
    ...Array.from({ length: LONG }, (_, i) => 0x4e00 + ((i * 7919) % 20_000)),
  )

  it.each<[source: string, text: string, found: boolean]>([
    ['(a+)+$', `${as}!`, false],
    ['^(a+)+$', as, true],
    ['(a|aa)+$', `${as}!`, false],
    ['(a|a)*b', as, false],
    ['a*b', as, false],
    ['a*a*a*a*a*c', as, false],
    ['(.*a){20}', as, true],
    ['(.*a){20}$', `${as}!`, false],
    ['(.*)(.*)(.*)(.*)[^a]', as, false],
    ['(a?){30}a{30}', as, true],
    ['^(a?){30}a{30}$', as, false],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', as, false],
    ['(\\w+\\s?)*$', `${as}!`, true],
    ['^(\\w+\\s?)*$', `${as}!`, false],
    ['^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}[a-z]{2,3}$', as, false],
    ['(?i)^(?:(?:a|A)+)+$', `${as}!`, false],
    ['((a{0,5}){0,5}){0,5}!', as, false],
    ['a(?:.?){230}!', as, false],
    // A new set of steps at nearly each character, so nothing that is remembered is of use.
    ['a.{490}!', shuffled, false],
    ['(.*a).{400}!', shuffled, false],
    ['(?:(?:(?:.?){6}.?){6}.?){5}!', everyCharacter, false],
    ['\\b(?:\\B.\\b|.)*a', everyCharacter, false],
  ])('%s', (source, text, found) => {
    expect(finds(source, text)).toBe(found)
  })

  it.each([
    ['a', 2],
    ['aab', LONG],
    ['^b', LONG],
    ['^b|a', 2],
  ])('%s reads %i code points, as the answer is known then', (source, count) => {
    let read = 0
    const counted = {
      *[Symbol.iterator]() {
        for (const point of as) {
          read++
          yield point
        }
      },
    }
    patternMatcher(compiled(source))(counted as unknown as string)
    expect(read).toBe(count)
  })

  it('nor two strings in turn on the same matcher, after the first filled its memory', () => {
    const matches = patternMatcher(compiled('a.{20}b$'))
    for (let round = 0; round < 5; round++) {
      expect(matches(`${shuffled}a${'b'.repeat(21)}`)).toBe(true)
      expect(matches(`${shuffled}b${'b'.repeat(21)}a`)).toBe(false)
      expect(matches(`a${'é'.repeat(20)}b`)).toBe(true)
    }
  })
})

/** A pattern, and what it is in the syntax of JavaScript's `u` flag. */
type Pair = readonly [source: string, native: string]

const characters = [
  'a',
  'b',
  'B',
  'k',
  's',
  '\u017f',
  '\u212a',
  'é',
  '😀',
  '\n',
  '\u2028',
  ' ',
  '_',
  '-',
  '1',
  '\ud83d',
  ',',
]
const same = (source: string): Pair => [source, source]
const join = (pairs: readonly Pair[], separator = ''): Pair => [
  pairs.map(([source]) => source).join(separator),
  pairs.map(([, native]) => native).join(separator),
]
const wrap = (before: string, [source, native]: Pair, after: string): Pair => [
  `${before}${source}${after}`,
  `${before}${native}${after}`,
]

const setEscape = fc.constantFrom('\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '\\p{L}', '\\P{Lu}').map(same)
const pointEscape = fc.constantFrom<Pair>(
  ...['\\n', '\\x61', '\\u00e9', '\\u{1f600}', '\\ud83d\\ude00', '\\cJ', '\\x00', '\\.', '\\]', '\\$'].map(
    same,
  ),
  ['\\_', '_'],
  ['\\é', 'é'],
  ['\\,', ','],
)
const literal = fc.constantFrom(...characters).map(same)
const member = fc.oneof(
  fc.constantFrom(...characters.filter((character) => character !== '-')).map(same),
  pointEscape,
  setEscape,
  fc.constantFrom('a-k', '\\u0000-\\u{10ffff}', 'A-Z', '\\--a', '\\b').map(same),
)
const classes = fc
  .tuple(
    fc.constantFrom('[', '[^'),
    fc.array(member, { maxLength: 3 }),
    fc.constantFrom<Pair>(['', ''], ['-', '\\-']),
  )
  .map(([open, members, dash]): Pair => wrap(open, join([...members, dash]), ']'))
const anchor = fc.constantFrom<Pair>(...['^', '$', '\\b', '\\B'].map(same), ['\\A', '^'], ['\\z', '$'])
const quantifier = fc.constantFrom(
  '*',
  '+',
  '?',
  '{0}',
  '{2}',
  '{0,2}',
  '{1,}',
  '{2,3}',
  '*?',
  '+?',
  '??',
  '{1,2}?',
)

const { pattern } = fc.letrec<{ pattern: Pair; sequence: Pair; atom: Pair; group: Pair }>((tie) => ({
  pattern: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((branches) => join(branches, '|')),
  sequence: fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: tie('atom') },
        { weight: 2, arbitrary: fc.tuple(tie('atom'), quantifier).map(([atom, q]) => wrap('', atom, q)) },
        { weight: 1, arbitrary: anchor },
      ),
      { maxLength: 4 },
    )
    .map((pieces) => join(pieces)),
  atom: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 4, arbitrary: literal },
    { weight: 1, arbitrary: pointEscape },
    { weight: 1, arbitrary: setEscape },
    { weight: 1, arbitrary: fc.constant(same('.')) },
    { weight: 2, arbitrary: classes },
    { weight: 2, arbitrary: tie('group') },
  ),
  group: fc
    .tuple(fc.constantFrom<Pair>(same('('), same('(?:'), ['(?P<name>', '(']), tie('pattern'))
    .map(([open, inside]) => join([open, inside, same(')')])),
}))
/** A name may be given once. */
const numbered = ([source, native]: Pair): Pair => {
  let count = 0
  return [source.replaceAll('?P<name>', () => `?P<name${count++}>`), native]
}
const flagSets = fc.subarray(['i', 'm', 's']).map((subset) => subset.join(''))
const text = fc.array(fc.constantFrom(...characters), { maxLength: 10 }).map((parts) => parts.join(''))

/**
 * V8 left to search by itself also looks between the halves of a surrogate pair: contrary to the standard it finds
 * `\B` in 'a😀a'. So it is asked at each code point whether there is a match from there.
 */
const foundNatively = (sticky: RegExp, text: string): boolean => {
  let at = 0
  for (const point of [...text, '']) {
    sticky.lastIndex = at
    if (sticky.test(text)) return true
    at += point.length
  }
  return false
}

describe('a pattern means what it means to JavaScript', { timeout: 180_000 }, () => {
  it('if it is made of what both know', () => {
    fc.assert(
      fc.property(
        pattern.map(numbered),
        flagSets,
        fc.array(text, { minLength: 1, maxLength: 8 }),
        (pair, given, texts) => {
          const [source, native] = pair
          // JavaScript has no \A and \z: they are its ^ and $ without the flag m.
          const flags = /\\[Az]/.test(source) ? given.replace('m', '') : given
          const result = compilePattern(flags === '' ? source : `(?${flags})${source}`)
          if ('problem' in result) {
            expect(result.problem).toMatch(/^it takes more than 500 steps/)
            fc.pre(false)
          }
          const expression = new RegExp(native, `uy${flags}`)
          const matches = patternMatcher(result.program)
          for (const each of texts)
            expect([each, matches(each)]).toEqual([each, foundNatively(expression, each)])
        },
      ),
      { numRuns: sample(4_000, 1_000) },
    )
  })

  it('and is refused if JavaScript refuses it, whatever characters it is made of', () => {
    const tokens = [
      ...'ab-^$.|?*+()[]{},12\\',
      '(?',
      '(?:',
      '(?<a>',
      '(?<b>',
      '\\d',
      '\\b',
      '\\p{L}',
      '[^',
      '{1,2}',
      'é',
      '\n',
    ]
    const soup = fc.array(fc.constantFrom(...tokens), { maxLength: 8 }).map((parts) => parts.join(''))
    const isStrict = (source: string): boolean => {
      try {
        return new RegExp(source, 'u') !== undefined
      } catch {
        return false
      }
    }
    fc.assert(
      fc.property(
        soup,
        fc.array(fc.constantFrom('a', 'b', '-', '1', '{', ']', 'é', '\n', '\\')),
        (source, parts) => {
          const result = compilePattern(source)
          // Only the u flag makes a class of \p{L}, and what needs doing without it has another \p{L}.
          if ('problem' in result || (!isStrict(source) && source.includes('\\p'))) return
          expect(patternMatcher(result.program)(parts.join(''))).toBe(
            new RegExp(source, isStrict(source) ? 'u' : '').test(parts.join('')),
          )
        },
      ),
      { numRuns: sample(10_000, 3_000) },
    )
  })
})

describe('a damaged program', () => {
  it.each([undefined, null, 7, {}, { steps: [] }, { steps: [2, 0, 0], tests: ['['], flags: 'u' }])(
    'is refused when the matcher is made: %j',
    (program) => {
      expect(() => patternMatcher(program as unknown as PatternProgram)).toThrow()
    },
  )

  it('never makes the matcher throw or hang', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: -9, max: 40 }), fc.anything())),
        fc.array(fc.constantFrom('.', '[a-z]', '^$', '')),
        fc.string(),
        (steps, tests, subject) => {
          const program = { steps, tests, flags: 'u' } as unknown as PatternProgram
          let matches: (text: string) => boolean
          try {
            matches = patternMatcher(program)
          } catch {
            return
          }
          expect(matches(subject)).toBeTypeOf('boolean')
        },
      ),
      { numRuns: 2000 },
    )
  })
})
