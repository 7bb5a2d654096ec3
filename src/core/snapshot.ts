import { bucketingOf } from './extensions.js'
import { type Flag, type FlagContext, hydrateFlag } from './flag.js'
import { type CompiledFlag, type CompiledSegment, FORMAT, type SnapshotHeader } from './format.js'
import { hydrateSegment, type Segment } from './segment.js'
import type { Bucketing } from './subject.js'
import { type EntryKind, findEntry } from './table.js'

/** A text that is not a snapshot, or not one that this version reads. The message says which and what to do. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError'
}

/**
 * A snapshot opened for evaluation. Opening parses the header; a flag or segment is parsed when it is first
 * asked for, and kept.
 */
export interface Snapshot {
  readonly header: SnapshotHeader
  /** What was opened. */
  readonly text: string
  /** The flag; undefined where there is none or its line is damaged. */
  readonly flag: (key: string) => Flag | undefined
  /** All flags that can be read, by ascending key. The first call parses those that nobody has asked for yet. */
  readonly all: () => readonly Flag[]
}

/**
 * Opens a snapshot.
 *
 * @param text what the compiler wrote
 * @param onDamage called once for each line that cannot be read, with its key and why; it is then treated as
 *   missing
 * @throws SnapshotError where the text is not a snapshot of this format
 *
 * @example
 * const snapshot = openSnapshot(text)
 * const flag = snapshot.flag('dark-mode')
 * const value = flag && answer(flag.answers, new Subject({ identifier: 'ada' }, () => {})).value
 */
export const openSnapshot = (
  text: string,
  onDamage: (key: string, problem: string) => void = () => {},
): Snapshot => {
  const { header, bodyStart, bucketing } = readHeader(text)
  const find = (kind: EntryKind, key: string) =>
    findEntry(text, bodyStart + header.table.at, header.table.buckets, kind, key)

  /** Hydrates a line when its key is first asked for. */
  const lines = <Line extends { readonly key: string }, T>(kind: 'f' | 's', hydrate: (line: Line) => T) => {
    const known = new Map<string, T | undefined>()
    return (key: string): T | undefined => {
      const found = known.get(key)
      if (found !== undefined || known.has(key)) return found
      const place = find(kind, key)
      if (place === undefined) return undefined // not kept: visitors can make up keys without end
      let hydrated: T | undefined
      try {
        const start = bodyStart + Number(place.split('\n', 1))
        // One value serves every request of an isolate: a handler that changed it would change it for everybody.
        const line: Line = JSON.parse(text.slice(start, text.indexOf('\n', start)), (_, value) =>
          Object.freeze(value),
        )
        if (line.key !== key) throw new SnapshotError(`the line of ${line.key}`)
        hydrated = hydrate(line)
      } catch (error) {
        onDamage(key, String(error))
      }
      known.set(key, hydrated)
      return hydrated
    }
  }

  /** In order: excluded from one means not in the list, in one means in the list. Source: the Harness SDKs. */
  const inSegments: FlagContext['inSegments'] = (ids) => {
    let members: readonly Segment[] | undefined // parsed when first asked, not when the flag is
    return (subject) => {
      members ??= ids.map(segment).filter((member) => member !== undefined)
      for (const member of members) {
        const answer = member(subject)
        if (answer !== undefined) return answer
      }
      return false
    }
  }

  const listed: FlagContext['listed'] = (list = []) => {
    if ('id' in list) return (value) => find(list.id, value) !== undefined
    const set = new Set(list)
    return (value) => set.has(value)
  }

  const segment = lines('s', (line: CompiledSegment) => hydrateSegment(line, context))
  const flag = lines('f', (line: CompiledFlag): Flag => hydrateFlag(line, context))
  const context: FlagContext = { reasons: header.reasons, flag, inSegments, listed, bucketing }
  let everything: readonly Flag[] | undefined
  return {
    header,
    text,
    flag,
    all() {
      // The flags' lines are the first.
      everything ??= text
        .slice(bodyStart)
        .split('\n', header.flags)
        .map((line) => flag(keyOf(line)))
        .filter((found) => found !== undefined)
      return everything
    },
  }
}

/** The key that a flag's line begins with, without parsing the rest; of a damaged line, one that no flag has. */
const keyOf = (line: string): string => {
  try {
    return JSON.parse(line.slice(7, line.indexOf(',"type":')))
  } catch {
    return ''
  }
}

/** A snapshot's first line, and what is needed to read the others. */
export interface OpenHeader {
  readonly header: SnapshotHeader
  /** Where line 2 starts. */
  readonly bodyStart: number
  readonly bucketing: Bucketing
}

/** @throws SnapshotError where line 1 is not a header that can be read here, or the text was cut short */
export const readHeader = (text: string): OpenHeader => {
  const bodyStart = text.indexOf('\n') + 1
  let header: Partial<SnapshotHeader> | null = null
  try {
    header = JSON.parse(text.slice(0, bodyStart)) as Partial<SnapshotHeader> | null
  } catch {
    // Said below: there is no table.
  }
  const { format = FORMAT, hash = 'murmur3', provider, table, reasons, length } = header ?? {}
  const bucketing = bucketingOf(hash)
  if (format !== FORMAT || bucketing === undefined) {
    throw new SnapshotError(`format ${format} for ${provider} (${hash}): pass that provider, or update`)
  }
  if (!table || !Array.isArray(reasons) || text.length - bodyStart !== length) {
    throw new SnapshotError('not a Burgee snapshot, or damaged')
  }
  return { header: header as SnapshotHeader, bodyStart, bucketing }
}
