import type { Dialect } from './dialect.js'
import { type Flag, type FlagContext, hydrateFlag } from './flag.js'
import { type CompiledFlag, type CompiledSegment, FORMAT, type SnapshotHeader } from './format.js'
import { hydrateSegment } from './segment.js'
import { type EntryKind, findEntry } from './table.js'

/** A string that is not a snapshot, or one that this app cannot read. The message says why and what to do. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError'
}

/**
 * A snapshot opened for evaluation. Opening it parses the header. A flag or segment is parsed when it is first asked
 * for, and kept.
 */
export interface Snapshot {
  readonly header: SnapshotHeader
  readonly dialect: Dialect
  /** The string that was opened. */
  readonly text: string
  /** The flag; undefined if it does not exist or its line is damaged. */
  readonly flag: (key: string) => Flag | undefined
  /** All flags that can be read, in ascending order of their keys. The first call parses all that are left. */
  readonly all: () => readonly Flag[]
}

/**
 * Opens a snapshot.
 *
 * @param text what a compiler wrote
 * @param dialect the dialect that it is written in
 * @param onDamage called once for each line that cannot be read, with its kind and key, and the reason. The flag or segment is
 *   then treated as missing.
 * @throws SnapshotError if it is not a snapshot, or one of another format or dialect
 *
 * @example
 * const snapshot = openSnapshot(text, dialect)
 * const flag = snapshot.flag('dark-mode')
 * const value = flag && decide(flag.decider, new Subject({ identifier: 'ada' }, () => {})).value
 */
export const openSnapshot = (
  text: string,
  dialect: Dialect,
  onDamage: (what: string, problem: string) => void = () => {},
): Snapshot => {
  const { header, bodyStart } = readHeader(text)
  expectDialect(header, dialect)
  const find = (kind: EntryKind, key: string) =>
    findEntry(text, bodyStart + header.table.at, header.table.buckets, kind, key)

  /** Hydrates a line when its key is first asked for. */
  const lines = <Line extends { readonly key: string }, T>(kind: 'f' | 's', hydrate: (line: Line) => T) => {
    const known = new Map<string, T | undefined>()
    return (key: string): T | undefined => {
      const found = known.get(key)
      if (found !== undefined || known.has(key)) return found
      const place = find(kind, key)
      if (place === undefined) return undefined // not kept: visitors can make up any number of keys
      let hydrated: T | undefined
      try {
        const start = bodyStart + Number(place.split('\n', 1))
        // All requests of an isolate get the same value: a handler that changed it would change it for all of them.
        const line: Line = JSON.parse(text.slice(start, text.indexOf('\n', start)), (_, value) =>
          Object.freeze(value),
        )
        if (line.key !== key) throw new SnapshotError(`the line of ${line.key}`)
        hydrated = hydrate(line)
      } catch (error) {
        onDamage(`${kind === 'f' ? 'flag' : 'segment'} ${key}`, String(error))
      }
      known.set(key, hydrated)
      return hydrated
    }
  }

  const listed: FlagContext['listed'] = (list = []) => {
    if ('id' in list) return (value) => find(list.id, value) !== undefined
    const set = new Set(list)
    return (value) => set.has(value)
  }

  const segment = lines('s', (line: CompiledSegment) => hydrateSegment(line, context))
  const flag = lines('f', (line: CompiledFlag): Flag => hydrateFlag(line, context))
  const context: FlagContext = { dialect, reasons: header.reasons, flag, segment, listed }
  let everything: readonly Flag[] | undefined
  return {
    header,
    dialect,
    text,
    flag,
    all() {
      // The flags' lines come first.
      everything ??= text
        .slice(bodyStart)
        .split('\n', header.flags)
        .map((line) => flag(keyOf(line)))
        .filter((found) => found !== undefined)
      return everything
    },
  }
}

/** The key that a flag's line begins with, without parsing the rest. For a damaged line, a key that no flag has. */
const keyOf = (line: string): string => {
  try {
    return JSON.parse(line.slice(7, line.indexOf(',"type":')))
  } catch {
    return ''
  }
}

/** A snapshot's first line, and where the next one begins. */
export interface OpenHeader {
  readonly header: SnapshotHeader
  readonly bodyStart: number
}

/** @throws SnapshotError if line 1 is not a header of this format, or the snapshot was cut short */
export const readHeader = (text: string): OpenHeader => {
  const bodyStart = text.indexOf('\n') + 1
  let header: Partial<SnapshotHeader> | null = null
  try {
    header = JSON.parse(text.slice(0, bodyStart)) as Partial<SnapshotHeader> | null
  } catch {
    // Reported below, because there is no table.
  }
  const { format = FORMAT, table, reasons, uses, attributes = [], length } = header ?? {}
  if (format !== FORMAT) {
    throw new SnapshotError(`format ${format}, not ${FORMAT}: publish again, or update Burgee`)
  }
  const lists = [reasons, uses, attributes]
  if (!table || !lists.every(Array.isArray) || text.length - bodyStart !== length) {
    throw new SnapshotError('not a Burgee snapshot, or damaged')
  }
  return { header: header as SnapshotHeader, bodyStart }
}

/** @throws SnapshotError if the lines are written in another dialect, or with names that this one does not have */
export const expectDialect = (
  header: SnapshotHeader,
  { name, clauses, bucketings, serves }: Dialect,
): void => {
  if (header.dialect !== name) {
    throw new SnapshotError(`dialect ${header.dialect}, not ${name}: pass the provider that wrote it`)
  }
  const known = { ...clauses, ...bucketings, ...serves }
  const unknown = header.uses.find((used) => !Object.hasOwn(known, used))
  if (unknown !== undefined) throw new SnapshotError(`dialect ${name} has no ${unknown}: update Burgee`)
}
