/**
 * Patterns that stall a backtracking engine, against attributes of 100 KB that are made to do so, from a
 * provider's flag to `detail()`. A native RegExp would take centuries for most of them, and nothing could
 * interrupt it. If one of these tests hangs, a pattern has reached it.
 *
 * What the matcher itself does with such patterns is in test/pattern/pattern.test.ts.
 */
import { createFlags, type Detail } from 'burgee'
import { compileFlagbase } from 'burgee/flagbase'
import { compileHarness } from 'burgee/harness'
import { describe, expect, it, onTestFinished } from 'vitest'
import { boolFlag, clause, rule as harnessRule } from '../conformance/build.js'
import { flag, rule as flagbaseRule } from '../conformance/flagbase-build.js'

const LONG = 100_000
const as = 'a'.repeat(LONG)

interface ProviderCase {
  readonly provider: string
  readonly compiled: (pattern: string) => {
    snapshot: string
    issues: readonly { key: string; problem: string }[]
  }
  /** The variations for targets that match, and for those that do not. */
  readonly matched: string
  readonly others: string
  /** The rule with the pattern. */
  readonly rule: string
  /** The reason for targets that have the attribute, if the pattern was refused. */
  readonly refused: string
}

const PROVIDERS: readonly ProviderCase[] = [
  {
    provider: 'harness',
    compiled: (pattern) =>
      compileHarness({
        flags: [boolFlag('flag', { rules: [harnessRule('on', [clause('text', 'match', pattern)])] })],
      }),
    matched: 'on',
    others: 'off',
    rule: 'rule-on',
    refused: 'default', // a clause that cannot match never matches
  },
  {
    provider: 'flagbase',
    compiled: (pattern) =>
      compileFlagbase([flag('flag', { rules: [flagbaseRule('text', 'regex', pattern)] })]),
    matched: 'treatment',
    others: 'control',
    rule: 'rule-regex',
    refused: 'evaluation_error',
  },
]

/** Evaluates a flag with this pattern for a string. */
const detailOf = ({ compiled }: ProviderCase, pattern: string, text: string): Detail<unknown> =>
  createFlags({ ...compiled(pattern), logLevel: 'silent' })
    .forTarget({ identifier: 'ada', attributes: { text } })
    .detail('flag', null)

/** A pattern, a string that it stalls on, whether it is found there, and a string with the opposite result. */
const HOSTILE: readonly [pattern: string, text: string, found: boolean, other: string][] = [
  ['(a+)+$', `${as}!`, false, as],
  ['(a|aa)+$', `${as}!`, false, as],
  ['(a|a)*b', as, false, `${as}b`],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', as, false, `${as}.Bc`],
  ['(.*a){20}', as, true, `${'a'.repeat(19)}${'b'.repeat(LONG)}`],
  ['(.*a){20}$', `${as}!`, false, as],
  ['(x+x+)+y', 'x'.repeat(LONG), false, `${'x'.repeat(LONG)}y`],
  ['^(\\w+\\s?)*$', `${as}!`, false, 'ab '.repeat(LONG / 3)],
  ['.*.*.*=.*', as, false, `${as}=`],
  ['(?:.*){10}=$', `${'='.repeat(LONG)}a`, false, '='.repeat(LONG)],
  // e-mail addresses, as they are checked all over the web
  ['^([a-zA-Z0-9_.+-]+)+@([a-zA-Z0-9-]+\\.)+[a-zA-Z]{2,}$', as, false, `${as}@${'b.'.repeat(99)}com`],
  ['^([\\w.-]+)+@acme\\.io$', `${'a.'.repeat(LONG / 2)}@acme.com`, false, `${as}@acme.io`],
  ['^[a-z]+@([a-z]+\\.?)+$', `a@${as}!`, false, `a@${as}.io`],
  // white space at an end, numbers, lists, markup
  ['\\s+$', `${' '.repeat(LONG)}a`, false, `a${' '.repeat(LONG)}`],
  ['^(\\d+)*$', `${'1'.repeat(LONG)}x`, false, '1'.repeat(LONG)],
  ['^(([^,]*),?)*;$', 'a,'.repeat(LONG / 2), false, `${'a,'.repeat(LONG / 2)};`],
  ['<(.|\\n)*?>(.|\\n)*?</a>', `<a>${'<a'.repeat(LONG / 2)}`, false, `<a>${'<a'.repeat(LONG / 2)}</a>`],
  ['(?i)^(A|a)+$', `${as}B`, false, as],
]

describe.each(PROVIDERS)('$provider: no pattern stalls a request', { timeout: 180_000 }, (provider) => {
  it.each(HOSTILE)('%s', (pattern, text, found, other) => {
    expect(provider.compiled(pattern).issues).toEqual([])
    const variation = (of: string) => detailOf(provider, pattern, of).variation
    expect(text.length).toBeGreaterThanOrEqual(LONG - 2)
    expect(variation(text)).toBe(found ? provider.matched : provider.others)
    expect(variation(other)).toBe(found ? provider.others : provider.matched)
  })
})

/** Counts the work of a match: code points read from strings, and regular expressions tested. */
const countWork = (work: () => void): { readonly points: number; readonly tests: number } => {
  const count = { points: 0, tests: 0 }
  const { test } = RegExp.prototype
  const iterate = String.prototype[Symbol.iterator]
  const restore = () => {
    RegExp.prototype.test = test
    String.prototype[Symbol.iterator] = iterate
  }
  onTestFinished(restore)
  RegExp.prototype.test = function (text) {
    count.tests++
    return test.call(this, text)
  }
  String.prototype[Symbol.iterator] = function* (): StringIterator<string> {
    for (const point of { [Symbol.iterator]: () => iterate.call(this) }) {
      count.points++
      yield point
    }
  }
  work()
  restore()
  return count
}

describe.each(PROVIDERS)('$provider: the work is linear in the text', { timeout: 180_000 }, (provider) => {
  it.each(HOSTILE)('%s reads each code point once', (pattern, text, found) => {
    const compiled = provider.compiled(pattern)
    const workOn = (attribute: string) => {
      const flags = createFlags({ ...compiled, logLevel: 'silent' })
      const seen = flags.forTarget({ identifier: 'ada', attributes: { text: attribute } })
      return countWork(() => void seen.detail('flag', null))
    }
    const [half, whole] = [workOn(text.slice(text.length >> 1)), workOn(text)]
    // None of the strings has a code point of two units. A match that is found early ends early.
    if (found) expect(whole.points).toBeLessThan(100)
    else expect([half.points, whole.points]).toEqual([text.length - (text.length >> 1), text.length])
    // If states are remembered, a longer string tests no more. It may never test more than in proportion.
    expect(whole.tests).toBeLessThanOrEqual(half.tests * 2 + 100)
  })
})

describe.each(PROVIDERS)('$provider: a pattern that cannot run in linear time', (provider) => {
  it.each([
    ['(a+)+\\1$', 'a backreference'],
    ['^(?=(a+)+$)', 'lookaround'],
    ['(?<!a)(a+)+$', 'lookaround'],
    ['(?>a+)+$', 'an atomic group'],
    ['(a+)++$', 'a possessive quantifier'],
    ['(a{1,100}){1,100}$', 'more than 500 steps'],
  ])('%s is refused, by flag and rule, and evaluated all the same', (pattern, problem) => {
    expect(provider.compiled(pattern).issues).toEqual([
      expect.objectContaining({
        kind: 'flag',
        key: 'flag',
        refused: false,
        problem: expect.stringMatching(
          new RegExp(`^rule ${provider.rule}: the pattern .* is refused.*${problem}`),
        ),
      }),
    ])
    expect(detailOf(provider, pattern, `${as}!`).reason).toBe(provider.refused)
  })
})

it('a number of 100,000 characters costs an isolate no more than its length', { timeout: 30_000 }, () => {
  const rule = {
    traitKey: 'age',
    operator: 'greater_than',
    ruleVariations: [{ variationKey: 'old', weight: 100 }],
  }
  for (const traitValue of [`${'1'.repeat(100_000)}x`, `${' '.repeat(100_000)}1${' '.repeat(100_000)}x`]) {
    const flag = {
      flagKey: 'number',
      fallthroughVariations: [{ variationKey: 'young', weight: 100 }],
      rules: [{ ...rule, traitValue }],
    }
    const flags = createFlags({ ...compileFlagbase([flag]), logLevel: 'silent' })
    expect(flags.forTarget({ identifier: 'ada', attributes: { age: 36 } }).variation('number', '')).toBe(
      'young',
    )
  }
})
