/**
 * The half of a dialect that the compiler needs. An app that only serves does not carry it.
 *
 * @module
 */
import type { ClauseOf, Dialect } from '../core/dialect.js'
import type { Clause, CustomServe, StandardReason, StringList, VariationIndex } from '../core/format.js'
import type { ClauseDraft, CustomServeDraft } from './draft.js'

/** A dialect with what writes its clauses. */
export interface DialectWriter {
  readonly dialect: Dialect
  /** How each clause is written, by its `op`. It has the same names as `dialect.clauses`. */
  readonly clauses: Readonly<Record<string, WriteClause>>
  /** How each kind of serve is written. It has the same names as `dialect.serves`. Default: none. */
  readonly serves?: Readonly<Record<string, WriteServe>>
  /** OpenFeature's word for each reason. Snapshots list them in this order. */
  readonly reasons: Readonly<Record<string, StandardReason>>
}

/** Written as a method, so that the writer of one `op` may take its own kind of draft. */
type Writer<In, Out> = { write(input: In, context: WriteContext): Out }['write']

/**
 * Turns a draft into the clause that stands in the snapshot.
 *
 * @returns undefined for a clause that can never hold: the list that it is in is left out
 */
export type WriteClause<D extends ClauseDraft = ClauseDraft, C extends Clause = Clause> = Writer<
  D,
  C | undefined
>

/** Turns a draft into a serve that stands in the snapshot. */
export type WriteServe<
  D extends CustomServeDraft = CustomServeDraft,
  S extends CustomServe = CustomServe,
> = Writer<D, S>

/** What clauses and serves are written against. */
export interface WriteContext {
  readonly hasSegment: (id: string) => boolean
  /** The place of a variation. One that does not exist is noted, and has the place -1. */
  readonly variation: (identifier: string) => VariationIndex
  /** What stands in the line for a list of strings. */
  readonly list: (values: readonly string[]) => StringList
  /** Adds to the attributes that the header lists. A clause's `attribute` is added by itself. */
  readonly reads: (attribute: string) => void
  /** Says that any attribute may be read. */
  readonly readsAll: () => void
  /** Reports a problem with this flag or segment. */
  readonly note: (problem: string) => void
}

/** A writer for each clause of a union: one that is missing, or one too many, does not compile. */
export type ClauseWriters<D extends ClauseDraft, C extends Clause> = {
  readonly [Op in C['op']]: WriteClause<DraftOf<D, Op>, ClauseOf<C, Op>>
}

/** The draft of a union that has this `op`. */
type DraftOf<D extends ClauseDraft, Op extends string> = D extends unknown
  ? Op extends D['op']
    ? D
    : never
  : never
