import { bucketByAttribute } from './bucketing.js'
import type { ExtraClause, HashKind } from './format.js'
import type { Bucketing, Test } from './subject.js'

/** Turns a clause that only one provider's snapshots have into a function. */
export type HydrateExtra = (clause: ExtraClause) => Test

/**
 * What snapshots may ask of the evaluator besides what every bundle carries. A provider adds its own when it
 * is called, so that an app pays for no hash and no operator but those of the provider that it uses; the
 * evaluator looks them up by the names that stand in the snapshot. Functions only, nothing of any request.
 */
const bucketings = new Map<HashKind, Bucketing>([['murmur3', bucketByAttribute]])
const clauses = new Map<ExtraClause['op'], HydrateExtra>()

/** Adds a hash; adding it again changes nothing. */
export const addBucketing = (hash: HashKind, bucketing: Bucketing): void => {
  bucketings.set(hash, bucketing)
}

/** Adds an operator, likewise. */
export const addClause = (op: ExtraClause['op'], hydrate: HydrateExtra): void => {
  clauses.set(op, hydrate)
}

/** Undefined where no provider has brought it. */
export const bucketingOf = (hash: HashKind): Bucketing | undefined => bucketings.get(hash)

/** @throws TypeError where no provider has brought it */
export const hydrateExtra: HydrateExtra = (clause) => (clauses.get(clause.op) as HydrateExtra)(clause)
