import { compileHarness, type FeatureConfig } from 'burgee/harness'
import { describe, expect, it } from 'vitest'
import { ada, boolFlag, detailOf, problemsOf, stringFlag, variationOf } from './build.js'

describe('step 2: prerequisites', () => {
  const needs = (feature: string, ...variations: string[]) => ({ feature, variations })
  const base = (parts: Partial<FeatureConfig> = {}) =>
    boolFlag('base', { defaultServe: { variation: 'on' }, ...parts })
  const gated = (...prerequisites: { feature: string; variations: string[] }[]) =>
    stringFlag('gated', { prerequisites })

  it('one that serves a wanted variation lets the flag decide', () => {
    expect(variationOf({ flags: [base(), gated(needs('base', 'off', 'on'))] }, 'gated', ada)).toBe('a')
  })

  it('one that serves another gives the off variation', () => {
    const detail = detailOf({ flags: [base(), gated(needs('base', 'off'))] }, 'gated', ada)
    expect(detail).toMatchObject({ variation: 'c', value: 'C', reason: 'prerequisite_failed' })
  })

  it('all must hold', () => {
    const flags = [base(), boolFlag('other'), gated(needs('base', 'on'), needs('other', 'on'))]
    expect(variationOf({ flags }, 'gated', ada)).toBe('c')
  })

  it('the prerequisites of a prerequisite must hold too, but do not change what it serves', () => {
    const root = (served: string) => boolFlag('root', { defaultServe: { variation: served } })
    const middle = base({ prerequisites: [needs('root', 'on')] })
    const flags = (served: string) => [root(served), middle, gated(needs('base', 'on'))]
    expect(variationOf({ flags: flags('on') }, 'gated', ada)).toBe('a')
    expect(variationOf({ flags: flags('off') }, 'gated', ada)).toBe('c')
    // Evaluated without its own prerequisites, `base` serves `on`, so a flag that wants `off` is not let through.
    expect(variationOf({ flags: [root('off'), middle, gated(needs('base', 'off'))] }, 'gated', ada)).toBe('c')
  })

  it('one that is switched off serves its off variation, and its own prerequisites still count', () => {
    const off = base({ state: 'off', prerequisites: [needs('root', 'on')] })
    const root = (served: string) => boolFlag('root', { defaultServe: { variation: served } })
    expect(variationOf({ flags: [root('on'), off, gated(needs('base', 'off'))] }, 'gated', ada)).toBe('a')
    expect(variationOf({ flags: [root('off'), off, gated(needs('base', 'off'))] }, 'gated', ada)).toBe('c')
  })

  it('one that is missing counts as met, and the compiler reports it', () => {
    const given = { flags: [base(), gated(needs('missing', 'on'), needs('base', 'on'))] }
    expect(variationOf(given, 'gated', ada)).toBe('a')
    expect(problemsOf(given)).toEqual([
      'noted flag gated: prerequisite missing does not exist; it counts as met',
    ])
    const alsoFails = { flags: [base(), gated(needs('missing', 'on'), needs('base', 'off'))] }
    expect(variationOf(alsoFails, 'gated', ada)).toBe('c')
  })

  it('one that was refused fails, as what is broken must not open a gate; the compiler reports it', () => {
    const malformed = { ...base(), variations: 'none' }
    const circular = base({ prerequisites: [needs('base', 'on')] })
    for (const refused of [malformed, circular]) {
      const given = { flags: [refused as FeatureConfig, gated(needs('base', 'on'))] }
      expect(variationOf(given, 'gated', ada)).toBe('c')
      expect(problemsOf(given)).toContain(
        'noted flag gated: prerequisite base was refused; it counts as not met',
      )
    }
  })

  it('one whose served variation does not exist fails', () => {
    const flags = [base({ defaultServe: { variation: 'gone' } }), gated(needs('base', 'on', 'gone'))]
    expect(variationOf({ flags }, 'gated', ada)).toBe('c')
  })

  it('a cycle refuses the flags on it, and those alone', () => {
    const flags = [
      boolFlag('one', { prerequisites: [needs('two', 'on')] }),
      boolFlag('two', { prerequisites: [needs('three', 'on')] }),
      boolFlag('three', { prerequisites: [needs('one', 'on')] }),
      boolFlag('self', { prerequisites: [needs('self', 'on')] }),
      boolFlag('innocent', { prerequisites: [needs('base', 'off')] }),
      boolFlag('base'),
    ]
    const refused = compileHarness({ flags }).issues.filter((issue) => issue.refused)
    expect(refused.map(({ key }) => key).sort()).toEqual(['one', 'self', 'three', 'two'])
    expect(variationOf({ flags }, 'one', ada)).toBe('(fallback)')
    expect(variationOf({ flags }, 'innocent', ada)).toBe('off')
  })

  it('prerequisites that prerequisites share, many layers deep, are each evaluated once', () => {
    const layer = (depth: number, side: string) =>
      boolFlag(`${side}${depth}`, {
        prerequisites:
          depth === 0 ? [] : [needs(`left${depth - 1}`, 'off'), needs(`right${depth - 1}`, 'off')],
      })
    const depths = Array.from({ length: 50 }, (_, depth) => depth)
    const flags = depths.flatMap((depth) => [layer(depth, 'left'), layer(depth, 'right')])
    expect(variationOf({ flags }, 'left49', ada)).toBe('off') // 2^50 visits, if each were walked each time
  })

  it('a chain of 100 is followed to its end; a flag that requires more is refused, and reported', () => {
    const flags = Array.from({ length: 102 }, (_, place) =>
      boolFlag(`f${place}`, {
        state: place === 0 ? 'off' : 'on',
        prerequisites: place === 0 ? [] : [needs(`f${place - 1}`, place === 1 ? 'on' : 'off')],
      }),
    )
    expect(detailOf({ flags }, 'f100', ada)).toMatchObject({ reason: 'prerequisite_failed' })
    expect(detailOf({ flags }, 'f101', ada)).toMatchObject({ reason: 'flag_not_found' })
    expect(problemsOf({ flags })).toEqual([
      expect.stringMatching(/^refused flag f101: .* requires more than 100 other flags/),
    ])
  })

  it('flags that are required many times over count once, and must serve what all of them want', () => {
    const layers = Array.from({ length: 8 }, (_, layer) =>
      Array.from({ length: 12 }, (__, place) =>
        boolFlag(`l${layer}-${place}`, {
          prerequisites:
            layer === 0
              ? []
              : Array.from({ length: 12 }, (___, below) => needs(`l${layer - 1}-${below}`, 'on', 'off')),
        }),
      ),
    ).flat()
    expect(problemsOf({ flags: layers })).toEqual([])
    expect(variationOf({ flags: layers }, 'l7-0', ada)).toBe('off')
    const both = [
      base(),
      boolFlag('one', { prerequisites: [needs('base', 'on')] }),
      boolFlag('two', { prerequisites: [needs('base', 'off')] }),
      gated(needs('one', 'off'), needs('two', 'off')),
    ]
    expect(detailOf({ flags: both }, 'gated', ada)).toMatchObject({ reason: 'prerequisite_failed' })
  })

  it('a chain of 20,000 does not exhaust the stack of the compiler', () => {
    const flags = Array.from({ length: 20_000 }, (_, place) =>
      boolFlag(`f${place}`, {
        state: 'off',
        prerequisites: place === 0 ? [] : [needs(`f${place - 1}`, 'off')],
      }),
    )
    expect(detailOf({ flags }, 'f19999', ada)).toMatchObject({ variation: 'off', reason: 'off' })
  })
})
