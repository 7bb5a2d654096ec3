/**
 * What differs between vendors, as a plain value. A provider brings its dialect, and so does the result of a compiler.
 *
 * @module
 */
import type { Clause, CustomServe, StringList, VariationIndex } from './format.js'
import type { Bucketing, Subject } from './subject.js'

/**
 * How snapshots of one vendor are evaluated. It is handed in with a provider or a compiled snapshot, and never
 * registered anywhere.
 *
 * @example
 * const dialect: Dialect = {
 *   name: 'acme',
 *   clauses: { is: ({ attribute, value }: IsClause) => (subject) => subject.text(attribute) === value },
 *   bucketings: { percent: (subject, flag) => (murmur3(`${flag}:${subject.bucketingKey}`) % 100) + 1 },
 * }
 */
export interface Dialect {
  /** Stands in the header of every snapshot in this dialect. */
  readonly name: string
  /** How each clause becomes a test, by the clause's `op`. */
  readonly clauses: Readonly<Record<string, ReadClause>>
  /** How rollouts give a target its bucket, by name. */
  readonly bucketings: Readonly<Record<string, Bucketing>>
  /** Kinds of serve besides a variation and a rollout, by name. Default: none. */
  readonly serves?: Readonly<Record<string, ReadServe>>
}

/** True if a condition holds for this target. Throws if the vendor's own evaluation would fail. */
export type Test = (subject: Subject) => boolean

/** A segment ready to ask. True: in it. False: excluded by name. Undefined: not in it. */
export type Segment = (subject: Subject) => boolean | undefined

/** Written as a method, so that the reader of one `op` may take its own kind of clause. */
type Reader<In, Out> = { read(input: In, context: ReadContext): Out }['read']

/**
 * Turns a clause into a test, with everything done here that does not depend on the target.
 *
 * @throws anything, if the clause is not what the compiler writes: the snapshot is damaged
 */
export type ReadClause<C extends Clause = Clause> = Reader<C, Test>

/**
 * Turns a kind of serve into a function that picks a variation by its place. It returns undefined to leave the
 * decision to the next step, and -1 for the fallback.
 */
export type ReadServe<S extends CustomServe = CustomServe> = Reader<
  S,
  (subject: Subject | undefined) => VariationIndex | undefined
>

/** What clauses and serves can ask of the snapshot that they are part of. */
export interface ReadContext {
  /** The segment, if it exists. Parsed when it is first asked for, so ask in the test, not in the reader. */
  readonly segment: (id: string) => Segment | undefined
  /** A test of whether a string is in a list. Without a list it is never true. */
  readonly listed: (list: StringList | undefined) => (text: string) => boolean
}

/** The clause of a union that has this `op`. */
export type ClauseOf<C extends Clause, Op extends C['op']> = C extends unknown
  ? Op extends C['op']
    ? C
    : never
  : never

/** A reader for each clause of a union: one that is missing, or one too many, does not compile. */
export type ClauseReaders<C extends Clause> = { readonly [Op in C['op']]: ReadClause<ClauseOf<C, Op>> }

/** What a table has under this name. Only own properties count, so that `constructor` is never found. */
export const own = <T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  table && Object.hasOwn(table, name) ? table[name] : undefined

/** @throws TypeError if the table does not have this name */
export const need = <T>(table: Readonly<Record<string, T>> | undefined, name: string): T => {
  const found = own(table, name)
  if (found === undefined) throw new TypeError(`${name} is unknown`)
  return found
}
