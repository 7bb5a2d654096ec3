import { type Dialect, own } from '../core/dialect.js'
import { fingerprint } from '../core/fingerprint.js'
import { FORMAT, type Reason, type SnapshotHeader } from '../core/format.js'
import type { ClauseContext } from './clause.js'
import { nodesOnCycles } from './cycles.js'
import type { DialectWriter } from './dialect.js'
import type { ClauseDraft, FlagDraft, SegmentDraft, SnapshotDraft } from './draft.js'
import { compileFlag } from './flag.js'
import type { Issue, IssueList } from './issue.js'
import { Lists } from './lists.js'
import { allPrerequisites, type FlagState } from './prerequisites.js'
import { compileSegment } from './segment.js'
import { Table } from './table.js'

/** A snapshot, what had to be left out of it, and the dialect to evaluate it with. */
export interface Compiled {
  /** The string to publish: see core/format.ts. */
  readonly snapshot: string
  readonly issues: readonly Issue[]
  /** Hand it over with the snapshot: `createFlags({ snapshot, dialect })`. */
  readonly dialect: Dialect
}

export interface CompileOptions {
  /** When this was compiled, in milliseconds since 1970. Default: now. */
  readonly createdAt?: number | undefined
  /** A fingerprint of the config API's answer that the draft was made from. Default: none. */
  readonly source?: string | undefined
}

/**
 * Turns a draft into a snapshot: links flags and segments, refuses cycles, numbers variations, adds up weights. The
 * same draft gives the same revision, in whatever order its flags came.
 *
 * @param draft flags and segments in common terms
 * @param writer the dialect that the draft is written in
 * @param issues collects what is left out, beside what the provider has put there already
 * @returns the snapshot, the issues, and the dialect to evaluate it with
 *
 * @example
 * const issues = new IssueList()
 * const { snapshot } = compile({ provider: 'acme', reasons, flags }, acmeWriter, issues)
 */
export const compile = (
  draft: SnapshotDraft,
  writer: DialectWriter,
  issues: IssueList,
  options: CompileOptions = {},
): Compiled => {
  const { dialect } = writer
  const segments = withoutCycles(draft.segments ?? [], issues)
  const flags = withoutCyclicFlags(draft.flags, issues)
  const refused = new Set(
    issues.all.filter((issue) => issue.refused && issue.kind === 'flag').map(({ key }) => key),
  )
  const flagState = (key: string): FlagState =>
    flags.has(key) ? 'present' : refused.has(key) ? 'refused' : 'missing'
  const { unknownFlag, error, off, prerequisiteFailed } = draft.reasons
  // First the roles, in the order of reason-role.ts. Then all others of the dialect, so that a flag's line changes
  // only with the flag.
  const reasons = new ReasonTable(writer.reasons)
  for (const name of [unknownFlag, error, off, prerequisiteFailed]) reasons.place(name)
  for (const name of Object.keys(writer.reasons)) reasons.place(name)

  const table = new Table()
  const lists = new Lists(table)
  const uses = new Set<string>()
  let attributes: Set<string> | undefined = new Set()
  const clauseContext = (kind: Issue['kind'], key: string): Omit<ClauseContext, 'variation'> => ({
    writer,
    hasSegment: (id) => segments.has(id),
    list: (values) => lists.add(values),
    uses: (name) => uses.add(name),
    reads: (attribute) => attributes?.add(attribute),
    readsAll() {
      attributes = undefined
    },
    note: (problem) => issues.note(kind, key, problem),
  })
  const body = new Body(table, issues)
  const flagCount = body.add('flag', flags, (flag) =>
    compileFlag(flag, {
      ...clauseContext('flag', flag.key),
      flagState,
      prerequisites: (draft) => allPrerequisites(draft, flags, flagState),
      reason: (name) => reasons.place(name),
    }),
  )
  const segmentCount = body.add('segment', segments, (segment) =>
    compileSegment(segment, { ...clauseContext('segment', segment.id), variation: () => -1 }),
  )
  const { text: tableText, buckets } = table.write()
  const at = body.length
  const text = `${body.text}${tableText}`
  const header: SnapshotHeader = {
    format: FORMAT,
    provider: draft.provider,
    dialect: dialect.name,
    uses: [...uses].sort(),
    ...(attributes && { attributes: [...attributes].sort() }),
    revision: fingerprint(`${dialect.name} ${reasons.all}\n${text}`),
    createdAt: options.createdAt ?? Date.now(),
    source: options.source ?? '',
    reasons: reasons.all,
    flags: flagCount,
    segments: segmentCount,
    table: { at, buckets },
    length: text.length,
  }
  return { snapshot: `${JSON.stringify(header)}\n${text}`, issues: issues.all, dialect }
}

/** The lines after the header. */
class Body {
  private readonly lines: string[] = []
  length = 0

  constructor(
    private readonly table: Table,
    private readonly issues: IssueList,
  ) {}

  get text(): string {
    return this.lines.join('')
  }

  /**
   * Adds a line for each entry, in ascending order of their keys, and returns how many. An entry that cannot be
   * written, such as a value nested thousands deep, is refused, and the others are kept.
   */
  add<T>(kind: Issue['kind'], entries: ReadonlyMap<string, T>, compileLine: (entry: T) => object): number {
    const before = this.lines.length
    for (const [key, entry] of [...entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
      try {
        const line = `${JSON.stringify(compileLine(entry))}\n`
        this.table.add(kind === 'flag' ? 'f' : 's', key, String(this.length))
        this.lines.push(line)
        this.length += line.length
      } catch (error) {
        this.issues.refuse(kind, key, `it is left out: ${String(error)}`)
      }
    }
    return this.lines.length - before
  }
}

/** The reasons, each once. */
class ReasonTable {
  readonly all: Reason[] = []

  constructor(private readonly words: DialectWriter['reasons']) {}

  /** @throws TypeError if the dialect has no such reason: the provider's own mistake */
  place(name: string): number {
    const place = this.all.findIndex(([known]) => known === name)
    if (place >= 0) return place
    const word = own(this.words, name)
    if (word === undefined) throw new TypeError(`reason ${name} is not in the dialect`)
    return this.all.push([name, word]) - 1
  }
}

const withoutCyclicFlags = (drafts: readonly FlagDraft[], issues: IssueList): Map<string, FlagDraft> => {
  const flags = new Map(drafts.map((flag) => [flag.key, flag]))
  const cyclic = nodesOnCycles(
    new Map(drafts.map(({ key, prerequisites = [] }) => [key, prerequisites.map(({ flag }) => flag)])),
  )
  for (const key of cyclic) {
    flags.delete(key)
    issues.refuse('flag', key, 'its prerequisites lead back to itself; break the cycle at the provider')
  }
  return flags
}

const segmentsIn = ({ segments = [] }: ClauseDraft): readonly string[] => segments

/** A segment on a cycle keeps its lists, and loses the rules that lead back to it: they would never end. */
const withoutCycles = (drafts: readonly SegmentDraft[], issues: IssueList): Map<string, SegmentDraft> => {
  const cyclic = nodesOnCycles(new Map(drafts.map(({ id, rules }) => [id, rules.flat().flatMap(segmentsIn)])))
  return new Map(
    drafts.map((segment) => {
      if (!cyclic.has(segment.id)) return [segment.id, segment]
      issues.note(
        'segment',
        segment.id,
        'its rules ask for segments that lead back to itself; those rules never match. Break the cycle at the provider',
      )
      const leadsBack = (clause: ClauseDraft) => segmentsIn(clause).some((id) => cyclic.has(id))
      const rules = segment.rules.filter((clauses) => !clauses.some(leadsBack))
      return [segment.id, { ...segment, rules }]
    }),
  )
}
