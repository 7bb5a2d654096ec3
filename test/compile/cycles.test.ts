import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nodesOnCycles } from '../../src/compile/cycles.js'

const cycles = (edges: Record<string, string[]>) => [...nodesOnCycles(new Map(Object.entries(edges)))].sort()

describe('nodesOnCycles', () => {
  it.each<[string, Record<string, string[]>, string[]]>([
    ['nothing', {}, []],
    ['a chain', { a: ['b'], b: ['c'], c: [] }, []],
    ['a diamond', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
    ['a node that points to itself', { a: ['a'], b: ['a'] }, ['a']],
    ['a pair', { a: ['b'], b: ['a'] }, ['a', 'b']],
    ['a way into a cycle and a way out of it', { in: ['a'], a: ['b'], b: ['a', 'out'], out: [] }, ['a', 'b']],
    ['two cycles with a bridge', { a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] }, ['a', 'b', 'c', 'd']],
    ['edges to nodes that are not there', { a: ['x'], b: ['a', 'y'] }, []],
  ])('%s', (_, edges, expected) => {
    expect(cycles(edges)).toEqual(expected)
  })

  it('finds exactly the nodes that can reach themselves', () => {
    const node = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
    fc.assert(
      fc.property(fc.dictionary(node, fc.array(node, { maxLength: 3 })), (edges) => {
        const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
          (edges[from] ?? []).some((next) => {
            if (next === to) return true
            if (seen.has(next)) return false
            seen.add(next)
            return reaches(next, to, seen)
          })
        expect(cycles(edges)).toEqual(
          Object.keys(edges)
            .filter((key) => reaches(key, key))
            .sort(),
        )
      }),
      { numRuns: 2_000 },
    )
  })

  it('walks a chain of 100,000 without recursion', () => {
    const edges = new Map(Array.from({ length: 100_000 }, (_, i) => [`${i}`, [`${i + 1}`]] as const))
    expect(nodesOnCycles(edges).size).toBe(0)
    edges.set('100000', ['0'])
    expect(nodesOnCycles(edges).size).toBe(100_001)
  })
})
