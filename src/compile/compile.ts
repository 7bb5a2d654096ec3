import { FORMAT, type SnapshotHeader } from '../core/format.js'
import { nodesOnCycles } from './cycles.js'
import type { ClauseDraft, FlagDraft, SegmentDraft, SnapshotDraft } from './draft.js'
import { fingerprint } from './fingerprint.js'
import { compileFlag } from './flag.js'
import type { Issue, IssueList } from './issue.js'
import { Lists } from './lists.js'
import { allPrerequisites, type FlagState } from './prerequisites.js'
import { compileSegment } from './segment.js'

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

  const body = new Body()
  const lists = new Lists()
  const list = (values: readonly string[]) => lists.add(values)
  const flagIndex = body.add(flags, 'flag', issues, (flag) =>
    compileFlag(flag, {
      flagState,
      prerequisites: (draft) => allPrerequisites(draft, flags, flagState),
      hasSegment,
      list,
      reason: (name) => reasons.place(name),
      note: (problem) => issues.note('flag', flag.key, problem),
    }),
  )
  const segmentIndex = body.add(segments, 'segment', issues, (segment) =>
    compileSegment(segment, {
      hasSegment,
      list,
      note: (problem) => issues.note('segment', segment.id, problem),
    }),
  )
  const linesEnd = body.text.length
  const { text: table, buckets } = lists.write()
  body.text += table
  const header: SnapshotHeader = {
    format: FORMAT,
    provider: draft.provider,
    hash: draft.hash,
    revision: fingerprint(`${draft.hash} ${reasons.names}\n${body.text}`),
    createdAt: options.createdAt ?? Date.now(),
    source: options.source ?? '',
    reasons: reasons.names,
    flags: flagIndex,
    segments: segmentIndex,
    lists: { at: linesEnd, buckets },
    length: body.text.length,
  }
  return { snapshot: `${JSON.stringify(header)}\n${body.text}`, issues: issues.all }
}

/** The lines after the header. */
class Body {
  text = ''

  /**
   * Adds a line for each entry, by ascending key, and returns where each starts. What cannot be written, such
   * as a value nested thousands deep, is refused, and the others are not disturbed.
   */
  add<T>(
    entries: ReadonlyMap<string, T>,
    kind: Issue['kind'],
    issues: IssueList,
    compileLine: (entry: T) => object,
  ): Record<string, number> {
    const index: [string, number][] = []
    for (const [key, entry] of [...entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
      try {
        const line = `${JSON.stringify(compileLine(entry))}\n`
        index.push([key, this.text.length])
        this.text += line
      } catch (error) {
        issues.refuse(kind, key, `it is left out: ${String(error)}`)
      }
    }
    return Object.fromEntries(index)
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
