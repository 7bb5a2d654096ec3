import { addBucketing, addClause } from '../../core/extensions.js'
import type { Bucketing } from '../../core/subject.js'
import { remainderOf, sha256, toHex } from './sha256.js'
import { hydrateTrait } from './traits.js'
import { xxhash64 } from './xxhash64.js'

/**
 * Which hash decides about weighted variations. `sha256` is that of the Python server SDK, `xxhash64` that of
 * the Flagbase server's own evaluations. They put the same identity into different buckets.
 */
export type FlagbaseBucketing = 'sha256' | 'xxhash64'

/**
 * Teaches the evaluator Flagbase's hashes and conditions. Called by whatever an app calls first, not at import,
 * so that apps without Flagbase do not carry it.
 */
export const enableFlagbase = (): void => {
  addBucketing('sha256', bySalt(bucketBySha256))
  addBucketing('xxhash64', bySalt(bucketByXxhash64))
  addClause('trait', hydrateTrait)
}

/** The bucket, 0 to 99, of a salt. Source: the Python SDK, which reads all of the digest as one number. */
const bucketBySha256 = (salt: string): number => remainderOf(sha256(salt), 100)

/** Likewise. Source: Flagbase's core, in Go. */
export const bucketByXxhash64 = (salt: string): number => Number(xxhash64(salt) % 100n)

/**
 * An identity has one bucket in each flag: the hash of a salt that both are in. Flagbase counts from 0 and takes
 * the first weight sum above the bucket; the evaluator counts from 1 and takes the first that is not below it.
 */
const bySalt =
  (bucketOf: (salt: string) => number): Bucketing =>
  ({ identifier }, flagKey) =>
    bucketOf(toHex(sha256(flagKey + identifier))) + 1
