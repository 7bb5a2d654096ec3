import type { CompiledFlag, CompiledSegment, SnapshotHeader } from './format.js'

/** What is compared: a snapshot's header, and its whole text. */
export interface ComparableSnapshot {
  readonly header: SnapshotHeader
  readonly text: string
}

/**
 * The keys of the flags that may now answer differently: added, removed, changed, or asking, directly or through
 * other segments, for a segment that was. Source: the Harness Node SDK, which tells of the flags of a changed
 * segment. A flag whose prerequisite changed is not among them, unless it changed itself.
 */
export const changedFlags = (before: ComparableSnapshot, after: ComparableSnapshot): string[] => {
  const [old, now] = [before, after].map(linesOf) as [Lines, Lines]
  // Another hash puts everybody into other buckets, whatever the lines say.
  if (before.header.hash !== after.header.hash)
    return [...new Set([...old.flags.keys(), ...now.flags.keys()])].sort()
  const flags = differing(old.flags, now.flags)
  const segments = differing(old.segments, now.segments)
  if (segments.size > 0) {
    // A Set is walked in order of insertion, additions included: this follows segments that ask for segments.
    const askers = [...now.segments].map(([id, line]) => ({ id, asked: segmentsIn(line) }))
    for (const changed of segments) {
      for (const { id, asked } of askers) if (asked.includes(changed)) segments.add(id)
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

/** The key that a line begins with; all of a line that is damaged. */
const keyOf = (line: string): string => {
  try {
    return JSON.parse(/^{"key":("(?:\\.|[^"\\])*")/.exec(line)?.[1] ?? 'null') ?? line
  } catch {
    return line
  }
}

const differing = (old: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): Set<string> =>
  new Set([...old.keys(), ...now.keys()].filter((key) => old.get(key) !== now.get(key)))

/** The segments that a flag's or a segment's own conditions ask for; its values may look like conditions too. */
const segmentsIn = (line: string): readonly string[] => {
  let conditions: Partial<CompiledFlag & CompiledSegment>
  try {
    conditions = JSON.parse(line)
  } catch {
    return [] // it is damaged, and no isolate can read it either
  }
  const { steps = [], rules = [] } = conditions
  return [...steps.map(({ any }) => any), ...rules]
    .flat()
    .flatMap((clause) => (clause.op === 'segment' ? clause.values : []))
}
