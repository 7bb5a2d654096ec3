/** Flagbase's hashes as others wrote them: Node's SHA-256 and xxhash-wasm. Nothing in here is ours. */
import { createHash } from 'node:crypto'
import type { FlagbaseBucketing } from 'burgee/flagbase'
import fc from 'fast-check'
import xxhash from 'xxhash-wasm'

const { h64 } = await xxhash()

export const nodeSha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

export const wasmXxhash64: (text: string) => bigint = h64

/** The bucket, 0 to 99, that the semantics describe. */
export const bucketOf = (flagKey: string, identifier: string, bucketing: FlagbaseBucketing): number => {
  const salt = nodeSha256(flagKey + identifier)
  const hash = bucketing === 'sha256' ? BigInt(`0x${nodeSha256(salt)}`) : wasmXxhash64(salt)
  return Number(hash % 100n)
}

/** Named in every failure; set SEED to see one again. */
export const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)

/** Strings of all code points, and some with halves of surrogate pairs, which UTF-8 has no bytes for. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 100 }),
  fc
    .array(fc.integer({ min: 0xd700, max: 0xe000 }), { maxLength: 40 })
    .map((units) => String.fromCharCode(...units)),
)
