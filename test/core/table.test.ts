/** Long lists: the answer is that of a Set, exactly, and no isolate ever makes one of them. */
import { createFlags } from 'burgee'
import { compileHarness } from 'burgee/harness'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { boolFlag, clause, ids, rule } from '../conformance/build.js'

const beta = (included: readonly string[], excluded: readonly string[] = []) =>
  compileHarness({
    flags: [boolFlag('flag', { rules: [rule('on', [clause('', 'segmentMatch', 'beta')])] })],
    segments: [{ identifier: 'beta', included: ids(...included), excluded: ids(...excluded) }],
  })

const memberTest = (snapshot: string) => {
  const flags = createFlags({ snapshot, logLevel: 'silent' })
  return (identifier: string) => flags.forTarget({ identifier }).boolVariation('flag', false)
}

/** What could be mistaken for something else: quotes, newlines, escapes, digits that look like a list's number. */
const text = fc.oneof(
  fc.string({
    unit: fc.constantFrom('"', '\\', '\n', '\t', '0', '1', 'a', 'é', '😀', '\ud800', ' '),
    minLength: 1,
  }),
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.integer().map(String),
)

describe('a long list', () => {
  it('has exactly the strings that it was given', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(text, { minLength: 2_001, maxLength: 2_200, size: 'max' }),
        fc.array(text, { size: 'max', maxLength: 300 }),
        (included, others) => {
          const isIn = memberTest(beta(included).snapshot)
          const listed = new Set(included)
          const nearMisses = included
            .slice(0, 50)
            .flatMap((one) => [one.slice(1), `${one}0`, `0${one}`, `"${one}"`, `${one}\n`])
          for (const one of [...included, ...others, ...nearMisses].filter(Boolean)) {
            expect(isIn(one), JSON.stringify(one)).toBe(listed.has(one))
          }
        },
      ),
      { numRuns: 10 },
    )
  })

  it('of 100,000 identifiers has each of them, and no other', () => {
    const included = Array.from({ length: 100_000 }, (_, i) => `user-${i * 7}`)
    const isIn = memberTest(beta(included).snapshot)
    expect(included.every(isIn)).toBe(true)
    expect(included.some((one) => isIn(`${one}x`) || isIn(one.slice(1)))).toBe(false)
  })

  it('is not mixed up with another one', () => {
    const range = (from: number) => Array.from({ length: 3_000 }, (_, i) => `${from + i}`)
    const isIn = memberTest(beta(range(0), range(1_500)).snapshot)
    expect([isIn('0'), isIn('1499'), isIn('1500'), isIn('2999'), isIn('3000'), isIn('10')]).toEqual([
      true,
      true,
      false,
      false,
      false,
      true,
    ])
  })

  it('may be a flag’s own targets, or the values of a clause', () => {
    const many = Array.from({ length: 3_000 }, (_, i) => `${i}`)
    const { snapshot } = compileHarness({
      flags: [
        boolFlag('targets', { variationToTargetMap: [{ variation: 'on', targets: ids(...many) }] }),
        boolFlag('clause', { rules: [rule('on', [clause('company', 'in', ...many)])] }),
      ],
    })
    const flags = createFlags({ snapshot })
    const served = (key: string, identifier: string, company: string) =>
      flags.forTarget({ identifier, attributes: { company } }).boolVariation(key, false)
    expect([served('targets', '7', ''), served('targets', '3000', '')]).toEqual([true, false])
    expect([served('clause', 'x', '2999'), served('clause', 'x', '3000'), served('clause', 'x', '')]).toEqual(
      [true, false, false],
    )
  })

  it('is never parsed, copied or made a Set of', () => {
    const included = Array.from({ length: 20_000 }, (_, i) => `user-${i}`)
    const { snapshot } = beta(included)
    const parse = vi.spyOn(JSON, 'parse')
    const made: unknown[] = []
    vi.stubGlobal(
      'Set',
      new Proxy(Set, {
        construct(target, args: [Iterable<unknown>?]) {
          made.push(...(args[0] ?? []))
          return new target(...args)
        },
      }),
    )
    onTestFinished(() => {
      vi.unstubAllGlobals()
      vi.restoreAllMocks()
    })
    expect(memberTest(snapshot)('user-19999')).toBe(true)
    expect(Math.max(...parse.mock.calls.map(([json]) => json.length))).toBeLessThan(1_000)
    expect(made.length).toBeLessThan(100)
  })

  it('that changes is another revision, and a change of the flags that ask for it', async () => {
    const first = Array.from({ length: 2_600 }, (_, i) => `user-${i}`)
    const second = [...first.slice(1), 'somebody']
    const stored = [beta(first).snapshot, beta(second).snapshot]
    const handle = createFlags({
      store: { read: async () => stored.shift() ?? null, write: async () => {} },
      logLevel: 'silent',
    })
    const heard: unknown[] = []
    handle.on('changed', (_, { flags }) => heard.push(flags))
    await handle.ready()
    await handle.refresh()
    expect(heard).toEqual([['flag']])
  })
})
