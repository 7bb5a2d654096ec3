import { fingerprint } from '../core/fingerprint.js'
import { FORMAT, type SnapshotHeader } from '../core/format.js'
import { nodesOnCycles } from './cycles.js'
import type { ClauseDraft, FlagDraft, SegmentDraft, SnapshotDraft } from './draft.js'
import { compileFlag } from './flag.js'
import type { Issue, IssueList } from './issue.js'
import { Lists } from './lists.js'
import { allPrerequisites, type FlagState } from './prerequisites.js'
import { compileSegment } from './segment.js'
import { Table } from './table.js'

/** A snapshot, and what had to be left out of it. */
export interface Compiled {
  /** The text to publish: see core/format.ts. */
  readonly snapshot: string
  readonly issues: readonly Issue[]
}

export interface CompileOptions {
  /** When this was compiled, in milliseconds since 1970. Default: now. */
  readonly createdAt?: number | undefined
  /** A fingerprint of the answer that the draft was made from. Default: none. */
  readonly source?: string | undefined
}

/**
 * Turns a draft into a snapshot: links flags and segments, refuses cycles, compiles patterns, numbers
 * variations, accumulates weights. The same draft gives the same revision, in whatever order its flags came.
 */
export const compile = (draft: SnapshotDraft, issues: IssueList, options: CompileOptions = {}): Compiled => {
  const segments = withoutCycles(draft.segments, issues)
  const flags = withoutCyclicFlags(draft.flags, issues)
  const refused = new Set(
    issues.all.filter((issue) => issue.refused && issue.kind === 'flag').map(({ key }) => key),
  )
  const flagState = (key: string): FlagState =>
    flags.has(key) ? 'present' : refused.has(key) ? 'refused' : 'missing'
  const hasSegment = (id: string) => segments.has(id)
  const { unknownFlag, error, off, prerequisiteFailed, others } = draft.reasons
  // In the order of reason-role.ts.
  const reasons = new ReasonTable([unknownFlag, error, off, prerequisiteFailed, ...others])

  const table = new Table()
  const lists = new Lists(table)
  const list = (values: readonly string[]) => lists.add(values)
  const body = new Body(table, issues)
  const flagCount = body.add('flag', flags, (flag) =>
    compileFlag(flag, {
      flagState,
      prerequisites: (draft) => allPrerequisites(draft, flags, flagState),
      hasSegment,
      list,
      reason: (name) => reasons.place(name),
      note: (problem) => issues.note('flag', flag.key, problem),
    }),
  )
  const segmentCount = body.add('segment', segments, (segment) =>
    compileSegment(segment, {
      hasSegment,
      list,
      note: (problem) => issues.note('segment', segment.id, problem),
    }),
  )
  const { text: tableText, buckets } = table.write()
  const at = body.length
  const text = `${body.text}${tableText}`
  const header: SnapshotHeader = {
    format: FORMAT,
    provider: draft.provider,
    hash: draft.hash,
    revision: fingerprint(`${draft.hash} ${reasons.names}\n${text}`),
    createdAt: options.createdAt ?? Date.now(),
    source: options.source ?? '',
    reasons: reasons.names,
    flags: flagCount,
    segments: segmentCount,
    table: { at, buckets },
    length: text.length,
  }
  return { snapshot: `${JSON.stringify(header)}\n${text}`, issues: issues.all }
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
   * Adds a line for each entry, by ascending key, and returns how many. What cannot be written, such as a value
   * nested thousands deep, is refused, and the others are not disturbed.
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
  constructor(readonly names: string[]) {}

  place(name: string): number {
    const place = this.names.indexOf(name)
    return place >= 0 ? place : this.names.push(name) - 1
  }
}

const withoutCyclicFlags = (drafts: readonly FlagDraft[], issues: IssueList): Map<string, FlagDraft> => {
  const flags = new Map(drafts.map((flag) => [flag.key, flag]))
  const cyclic = nodesOnCycles(
    new Map(drafts.map(({ key, prerequisites }) => [key, prerequisites.map(({ flag }) => flag)])),
  )
  for (const key of cyclic) {
    flags.delete(key)
    issues.refuse('flag', key, 'its prerequisites lead back to itself; break the cycle at the provider')
  }
  return flags
}

const segmentsAskedFor = (clause: ClauseDraft): readonly string[] =>
  clause.op === 'segment' ? clause.values : []

/** A segment on a cycle keeps its lists and loses the clauses that ask for segments: asking would never end. */
const withoutCycles = (drafts: readonly SegmentDraft[], issues: IssueList): Map<string, SegmentDraft> => {
  const cyclic = nodesOnCycles(
    new Map(drafts.map(({ id, rules }) => [id, rules.flat().flatMap(segmentsAskedFor)])),
  )
  return new Map(
    drafts.map((segment) => {
      if (!cyclic.has(segment.id)) return [segment.id, segment]
      issues.note(
        'segment',
        segment.id,
        'its rules ask for segments that lead back to itself; those rules never match, break the cycle at the provider',
      )
      const leadsBack = (clause: ClauseDraft) => segmentsAskedFor(clause).some((id) => cyclic.has(id))
      const rules = segment.rules.filter((clauses) => !clauses.some(leadsBack))
      return [segment.id, { ...segment, rules }]
    }),
  )
}
