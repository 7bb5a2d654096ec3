import type { Dialect } from '../core/dialect.js'
import type { SnapshotHeader } from '../core/format.js'
import { expectDialect, readHeader } from '../core/snapshot.js'
import * as codes from '../events/codes.js'
import { type Log, messageOf } from '../events/log.js'

/** The snapshot that is published, as far as a refresh needs to know it. */
export interface PublishedSnapshot {
  readonly text: string
  readonly header: SnapshotHeader
}

/**
 * @returns undefined if there is no text, or no snapshot in it that this version reads in this dialect. The next snapshot
 *   replaces it, even if its format is newer or another provider wrote it: otherwise a deployment that is rolled back, or
 *   changes its provider, could never publish again
 */
export const readPublished = (
  text: string | null,
  dialect: Dialect,
  log: Log,
): PublishedSnapshot | undefined => {
  if (text === null) return undefined
  try {
    const { header } = readHeader(text)
    expectDialect(header, dialect)
    return { text, header }
  } catch (error) {
    codes.snapshotUnreadable(log, messageOf(error))
    return undefined
  }
}

/** Everything but the header, which also holds the time. */
export const bodyOf = (text: string): string => text.slice(text.indexOf('\n') + 1)
