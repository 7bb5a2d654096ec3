import type { Detail, Flags, FlagType, SnapshotInfo, Target } from 'burgee/hono'

/** What this visitor is served, and why. */
export interface Report {
  readonly target: Target | null
  readonly snapshot: SnapshotInfo
  readonly flags: Record<string, Detail<unknown> & { readonly type: FlagType | 'flag_not_found' }>
}

export const report = (flags: Flags): Report => ({
  target: flags.target ?? null,
  snapshot: flags.snapshot,
  flags: Object.fromEntries(
    Object.keys(flags.all()).map((key) => [
      key,
      { type: flags.flagType(key), ...flags.detail<unknown>(key, null) },
    ]),
  ),
})
