import type { ClauseReaders, Dialect } from '../../core/dialect.js'
import type { Bucketing } from '../../core/subject.js'
import { remainderOf, sha256, toHex } from './sha256.js'
import { readTrait, type TraitClause } from './traits.js'
import { xxhash64 } from './xxhash64.js'

/**
 * The hash that decides about weighted variations. `sha256` is that of the Python server SDK, `xxhash64` that of the
 * Flagbase server's own evaluations. They put the same identity into different buckets.
 */
export type FlagbaseBucketing = 'sha256' | 'xxhash64'

/** The bucket, 0 to 99, of a salt. Source: the Python SDK, which reads the whole digest as one number. */
const bucketBySha256 = (salt: string): number => remainderOf(sha256(salt), 100)

/** The bucket, 0 to 99, of a salt. Source: Flagbase's core, in Go. */
export const bucketByXxhash64 = (salt: string): number => Number(xxhash64(salt) % 100n)

/**
 * An identity has one bucket in each flag: the hash of a salt made of both. Flagbase counts from 0 and takes the first
 * sum of weights above the bucket. The evaluator takes the first sum that is not below it, so it counts from 1.
 */
const bySalt =
  (bucketOf: (salt: string) => number): Bucketing =>
  (subject, flagKey) =>
    bucketOf(toHex(sha256(flagKey + subject.bucketingKey))) + 1

const clauses: ClauseReaders<TraitClause> = { trait: readTrait }

const bucketings: Readonly<Record<FlagbaseBucketing, Bucketing>> = {
  sha256: bySalt(bucketBySha256),
  xxhash64: bySalt(bucketByXxhash64),
}

/** How Flagbase evaluates. */
export const flagbaseDialect: Dialect = { name: 'flagbase', clauses, bucketings }
