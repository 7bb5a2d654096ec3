import type { CompiledFlag, CompiledSegment, SnapshotHeader } from './format.js'

/** A snapshot to compare: its header and its whole text. */
export interface ComparableSnapshot {
  readonly header: SnapshotHeader
  readonly text: string
}

/**
 * Keys of flags whose result may differ: added, removed or changed flags, and flags that use a changed segment,
 * directly or through other segments. A flag is not listed if only its prerequisite changed.
 */
export const changedFlags = (before: ComparableSnapshot, after: ComparableSnapshot): string[] => {
  const [old, now] = [before, after].map(linesOf) as [Lines, Lines]
  // The same lines mean something else in another dialect.
  if (before.header.dialect !== after.header.dialect)
    return [...new Set([...old.flags.keys(), ...now.flags.keys()])].sort()
  const flags = differing(old.flags, now.flags)
  const segments = differing(old.segments, now.segments)
  if (segments.size > 0) {
    // Iterating a Set also visits what is added on the way: this follows segments that use segments.
    const uses = [...now.segments].map(([id, line]) => ({ id, used: segmentsIn(line) }))
    for (const changed of segments) {
      for (const { id, used } of uses) if (used.includes(changed)) segments.add(id)
    }
    for (const [key, line] of now.flags) {
      if (segmentsIn(line).some((id) => segments.has(id))) flags.add(key)
    }
  }
  return [...flags].sort()
}

interface Lines {
  readonly flags: ReadonlyMap<string, string>
  readonly segments: ReadonlyMap<string, string>
}

const linesOf = ({ header, text }: ComparableSnapshot): Lines => {
  const { flags, segments, table } = header
  const bodyStart = text.indexOf('\n') + 1
  const lines = text.slice(bodyStart, bodyStart + table.at).split('\n')
  const byKey = (some: readonly string[]) => new Map(some.map((line) => [keyOf(line), line]))
  return { flags: byKey(lines.slice(0, flags)), segments: byKey(lines.slice(flags, flags + segments)) }
}

/** The key that a line begins with. For a damaged line, the whole line. */
const keyOf = (line: string): string => {
  try {
    return JSON.parse(/^{"key":("(?:\\.|[^"\\])*")/.exec(line)?.[1] ?? 'null') ?? line
  } catch {
    return line
  }
}

const differing = (old: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): Set<string> =>
  new Set([...old.keys(), ...now.keys()].filter((key) => old.get(key) !== now.get(key)))

/** The segments that the clauses of a flag or a segment ask about. A flag's values may look like clauses too. */
const segmentsIn = (line: string): readonly string[] => {
  let compiled: Partial<CompiledFlag & CompiledSegment>
  try {
    compiled = JSON.parse(line)
  } catch {
    return [] // the line is damaged, so no isolate can read it either
  }
  const { steps = [], rules = [] } = compiled
  return [...steps.map(({ when }) => when), rules].flat(2).flatMap(({ segments = [] }) => segments)
}
