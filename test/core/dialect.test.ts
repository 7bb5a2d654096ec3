/** A dialect of its own, handed in: clauses, a bucketing, a kind of serve, reasons. Nothing is registered. */
import { createFlags } from 'burgee'
import { createEvaluator } from 'burgee/core'
import { compileHarness } from 'burgee/harness'
import {
  type Clause,
  type ClauseDraft,
  type Compiled,
  type CustomServe,
  type CustomServeDraft,
  compile,
  type Dialect,
  type DialectWriter,
  type FlagDraft,
  IssueList,
  type SegmentDraft,
} from 'burgee/provider'
import { describe, expect, it } from 'vitest'
import { readHeader } from '../../src/core/snapshot.js'

interface IsClause extends Clause {
  readonly op: 'is'
  readonly attribute: string
  readonly value: unknown
}

interface BelongsClause extends Clause {
  readonly op: 'belongs'
  readonly segments: readonly string[]
}

/** Serves the variation that the attribute names; without the attribute, the next step decides. */
interface NamedServe extends CustomServe {
  readonly kind: 'named'
  readonly attribute: string
  readonly places: Readonly<Record<string, number>>
}

const dialect: Dialect = {
  name: 'test',
  clauses: {
    is: ({ attribute, value, negate }: IsClause) => {
      return (subject) => (subject.raw(attribute) === value) !== (negate === true)
    },
    belongs: ({ segments }: BelongsClause, { segment }) => {
      return (subject) => segments.some((id) => segment(id)?.(subject))
    },
  },
  bucketings: { length: (subject, by) => subject.bucketingKey.length + by.length },
  serves: {
    named: ({ attribute, places }: NamedServe) => {
      return (subject) => {
        const name = subject?.text(attribute)
        return name ? (places[name] ?? -1) : undefined
      }
    },
  },
}

const writer: DialectWriter = {
  dialect,
  clauses: {
    is: (draft: ClauseDraft & Omit<IsClause, 'segments'>) => draft,
    belongs: (draft: ClauseDraft & BelongsClause) => draft,
  },
  serves: {
    named: (
      draft: CustomServeDraft & { attribute: string; names: readonly string[] },
      { reads, variation },
    ) => {
      reads(draft.attribute)
      const places = Object.fromEntries(draft.names.map((name) => [name, variation(name)]))
      return { kind: 'named', attribute: draft.attribute, places }
    },
  },
  reasons: { any: 'TARGETING_MATCH', all: 'DEFAULT', none: 'ERROR', off: 'DISABLED' },
}

const build = (flag: Partial<FlagDraft>, segments: readonly SegmentDraft[] = [], using = writer): Compiled =>
  compile(
    {
      provider: 'test',
      reasons: { unknownFlag: 'none', error: 'none', off: 'off', prerequisiteFailed: 'off' },
      flags: [
        {
          key: 'flag',
          type: 'string',
          variations: ['a', 'b', 'c'].map((value) => ({ identifier: value, text: value, value })),
          on: true,
          serve: { variation: 'a' },
          reason: 'all',
          ...flag,
        },
      ],
      segments,
    },
    using,
    new IssueList(),
  )

const is = (attribute: string, value: unknown, negate?: true): ClauseDraft =>
  ({ op: 'is', attribute, value, ...(negate && { negate }) }) as ClauseDraft

const valueFor = (compiled: Compiled, attributes: Record<string, unknown>): unknown =>
  createEvaluator(compiled.snapshot, compiled.dialect).detail('flag', null, { identifier: 'ada', attributes })
    .value

describe('a step', () => {
  const compiled = build({
    steps: [
      {
        reason: 'any',
        when: [[is('x', 1), is('y', 2)], [is('z', 3)]],
        serve: { variation: 'b' },
      },
    ],
  })

  it.each([
    [{}, 'a'],
    [{ x: 1 }, 'a'],
    [{ y: 2 }, 'a'],
    [{ x: 1, y: 2 }, 'b'],
    [{ z: 3 }, 'b'],
  ])('matches any list of which all clauses hold: %j', (attributes, value) => {
    expect(valueFor(compiled, attributes)).toBe(value)
  })

  it('with an empty list never matches', () => {
    const empty = build({ steps: [{ reason: 'any', when: [[]], serve: { variation: 'b' } }] })
    expect(valueFor(empty, {})).toBe('a')
  })

  it('has clauses that the dialect negates', () => {
    const negated = build({
      steps: [{ reason: 'any', when: [[is('x', 1, true)]], serve: { variation: 'b' } }],
    })
    expect([valueFor(negated, {}), valueFor(negated, { x: 1 })]).toEqual(['b', 'a'])
  })
})

describe('a kind of serve', () => {
  const named = { kind: 'named', attribute: 'want', names: ['a', 'c'] } as CustomServeDraft
  const compiled = build({
    steps: [
      { reason: 'any', when: [[is('x', 1)]], serve: named },
      { reason: 'any', when: [[is('x', 1)]], serve: { variation: 'b' } },
    ],
  })

  it.each([
    [{ x: 1, want: 'c' }, 'c'],
    [{ x: 1 }, 'b'],
    [{ want: 'c' }, 'a'],
    [{ x: 1, want: 'other' }, null],
  ])('decides, leaves it to the next step, or gives the fallback: %j', (attributes, value) => {
    expect(valueFor(compiled, attributes)).toBe(value)
  })

  it('can be the flag’s own, and then decides nothing for the fallback', () => {
    const own = build({ serve: named })
    expect([valueFor(own, { want: 'c' }), valueFor(own, {})]).toEqual(['c', null])
  })
})

describe('a bucketing', () => {
  const split = ['b', 'c'].map((variation) => ({ variation, weight: 5 }))
  const compiled = build({ serve: { bucketing: 'length', by: '1', split } })
  const served = (target: { identifier: string; bucketingKey?: string }) =>
    createFlags({ ...compiled })
      .forTarget(target)
      .stringVariation('flag', '')

  it('goes by the bucketingKey, and without one by the identifier', () => {
    expect(served({ identifier: 'ada' })).toBe('b')
    expect(served({ identifier: 'ada-lovelace' })).toBe('c')
    expect(served({ identifier: 'ada-lovelace', bucketingKey: 'ada' })).toBe('b')
    expect(served({ identifier: 'ada', bucketingKey: '' })).toBe('b')
  })
})

describe('the header', () => {
  const compiled = build(
    {
      steps: [
        {
          reason: 'any',
          when: [[is('x', 1)], [{ op: 'belongs', segments: ['beta'] }]],
          serve: { variation: 'b' },
        },
      ],
      serve: { bucketing: 'length', by: 'plan', attribute: 'plan', split: [{ variation: 'a', weight: 1 }] },
    },
    [{ id: 'beta', included: [], excluded: [], rules: [[is('y', 2)]] }],
  )
  const { header } = readHeader(compiled.snapshot)

  it('names the dialect, what of it is in use, and the attributes that are read', () => {
    expect(header.dialect).toBe('test')
    expect(header.uses).toEqual(['belongs', 'is', 'length'])
    expect(header.attributes).toEqual(['plan', 'x', 'y'])
  })

  it('has OpenFeature’s word for each reason, first those with a role', () => {
    expect(header.reasons).toEqual([
      ['none', 'ERROR'],
      ['off', 'DISABLED'],
      ['any', 'TARGETING_MATCH'],
      ['all', 'DEFAULT'],
    ])
  })
})

describe('what the dialect does not have', () => {
  it.each([
    [
      'a clause',
      { steps: [{ reason: 'any', when: [[{ op: 'lt' }]], serve: { variation: 'b' } }] },
      /clause lt is not in dialect test/,
    ],
    [
      'a bucketing',
      { serve: { bucketing: 'dice', by: '', split: [] } },
      /bucketing dice is not in dialect test/,
    ],
    ['a kind of serve', { serve: { kind: 'magic' } }, /serve magic is not in dialect test/],
    ['a reason', { reason: 'luck' }, /reason luck is not in the dialect/],
  ])('%s: the flag is refused, with an issue', (_, flag, problem) => {
    const { issues, snapshot } = build(flag)
    expect(issues).toMatchObject([{ kind: 'flag', key: 'flag', refused: true }])
    expect(issues[0]?.problem).toMatch(problem)
    expect(readHeader(snapshot).header.flags).toBe(0)
  })

  it('a writer without a reader is refused as well', () => {
    const half = { ...writer, clauses: { ...writer.clauses, lt: () => ({ op: 'lt' }) } }
    const { issues } = build({ steps: [{ reason: 'any', when: [[{ op: 'lt' }]] }] }, [], half)
    expect(issues[0]?.problem).toMatch(/clause lt is not in dialect test/)
  })

  it('a snapshot in another dialect is refused, and one that the dialect evaluates is not', () => {
    const compiled = build({})
    expect(() => createFlags({ snapshot: compiled.snapshot })).toThrow(/dialect test, not harness/)
    expect(
      createFlags({ ...compiled })
        .forTarget(undefined)
        .stringVariation('flag', ''),
    ).toBe('a')
    const { snapshot } = compileHarness({ flags: [] })
    expect(() => createFlags({ snapshot, dialect })).toThrow(/dialect harness, not test/)
  })
})
