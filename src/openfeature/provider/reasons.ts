import type { StandardReason } from '../../core/format.js'
import type { Snapshot } from '../../core/snapshot.js'

/**
 * OpenFeature's word for a reason of this snapshot. Never CACHED or STALE, because every flag is evaluated when it is
 * asked for. Source: OpenFeature's specification, types, resolution reason.
 */
export const openFeatureReason = ({ header }: Snapshot, reason: string): StandardReason =>
  header.reasons.find(([name]) => name === reason)?.[1] ?? 'UNKNOWN'
