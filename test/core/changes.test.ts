import { compileHarness, type FeatureConfig, type Segment } from 'burgee/harness'
import { describe, expect, it } from 'vitest'
import { changedFlags } from '../../src/core/changes.js'
import { readHeader } from '../../src/core/snapshot.js'
import { boolFlag, clause, ids, rule, stringFlag } from '../conformance/build.js'

const snapshot = (flags: readonly FeatureConfig[], segments: readonly Segment[] = []) => {
  const text = compileHarness({ flags, segments }).snapshot
  return { header: readHeader(text).header, text }
}

const inSegment = (feature: string, segment: string) =>
  boolFlag(feature, { rules: [rule('on', [clause('', 'segmentMatch', segment)])] })

const flags = [boolFlag('one'), stringFlag('two'), inSegment('beta-only', 'beta')]
const beta: Segment = { identifier: 'beta', included: ids('ada') }

describe('changedFlags', () => {
  it('names nothing if nothing changed', () => {
    expect(changedFlags(snapshot(flags, [beta]), snapshot([...flags].reverse(), [beta]))).toEqual([])
  })

  it('names a flag that changed, and no other, although every later line has moved', () => {
    const [one, ...others] = flags
    const changed = [{ ...one, state: 'off' } as FeatureConfig, ...others]
    expect(changedFlags(snapshot(flags, [beta]), snapshot(changed, [beta]))).toEqual(['one'])
  })

  it('names flags that were added and removed, in order', () => {
    const before = snapshot([boolFlag('b'), boolFlag('c')])
    expect(changedFlags(before, snapshot([boolFlag('c'), boolFlag('d'), boolFlag('a')]))).toEqual([
      'a',
      'b',
      'd',
    ])
  })

  it('is not misled by a flag that brings a reason which no flag had before', () => {
    const before = snapshot([boolFlag('b', { rules: [rule('on', [clause('plan', 'equal', 'pro')])] })])
    const rollout = {
      distribution: { bucketBy: 'identifier', variations: [{ variation: 'a', weight: 100 }] },
    }
    const after = snapshot([
      stringFlag('a', { defaultServe: rollout }),
      boolFlag('b', { rules: [rule('on', [clause('plan', 'equal', 'pro')])] }),
    ])
    expect(changedFlags(before, after)).toEqual(['a'])
  })

  it('names the flags that ask for a segment that changed, was added or was removed', () => {
    const more: Segment = { identifier: 'beta', included: ids('ada', 'bob') }
    expect(changedFlags(snapshot(flags, [beta]), snapshot(flags, [more]))).toEqual(['beta-only'])
    expect(changedFlags(snapshot(flags, [beta]), snapshot(flags))).toEqual(['beta-only'])
    expect(changedFlags(snapshot(flags), snapshot(flags, [beta]))).toEqual(['beta-only'])
  })

  it('follows segments that ask for segments, however they are ordered', () => {
    const nested = (included: string): Segment[] => [
      { identifier: 'a', rules: [clause('', 'segmentMatch', 'b')] },
      { identifier: 'b', rules: [clause('', 'segmentMatch', 'c')] },
      { identifier: 'c', included: ids(included) },
    ]
    const asking = [inSegment('outer', 'a'), inSegment('inner', 'c'), boolFlag('other')]
    expect(changedFlags(snapshot(asking, nested('ada')), snapshot(asking, nested('bob')))).toEqual([
      'inner',
      'outer',
    ])
  })

  it('is not misled by long lists of other flags', () => {
    const list = (name: string, length: number) => Array.from({ length }, (_, i) => `${name}-${i}`)
    const flags = (first: number) =>
      ['a', 'b', 'c'].map((name) =>
        boolFlag(name, {
          rules: [rule('on', [clause('id', 'in', ...list(name, name === 'a' ? first : 3_000))])],
        }),
      )
    expect(changedFlags(snapshot(flags(2_000)), snapshot(flags(2_001)))).toEqual(['a'])
  })

  it('names the others if a line is damaged', () => {
    const damaged = snapshot(flags, [beta])
    const broken = { ...damaged, text: damaged.text.replace('"type":"string"', '"type":"string}') }
    const [one, ...others] = flags
    const changed = snapshot([{ ...one, state: 'off' } as FeatureConfig, ...others], [beta])
    expect(changedFlags(broken, changed)).toEqual(['one', 'two'])
  })
})
