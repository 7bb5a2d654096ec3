import type { FeatureConfig, Segment } from '../../providers/harness/wire.js'

/** The routes of the protocol. An SDK asks for one `flag` or `segment` after an event of the stream. */
export type HarnessRoute = 'auth' | 'flags' | 'flag' | 'segments' | 'segment' | 'stream' | 'metrics'

type Optional<T> = T | null | undefined

/**
 * A flag, as a test or a JSON file gives it: a FeatureConfig, with the other fields that Harness sends. `kind` and
 * `state` may be any string: TypeScript reads them so from a JSON file, and a test may want a flag that is not valid.
 */
export interface HarnessFlag extends Omit<FeatureConfig, 'kind' | 'state'> {
  readonly kind: string
  readonly state: string
  readonly name?: Optional<string>
  readonly description?: Optional<string>
  readonly project?: Optional<string>
  readonly environment?: Optional<string>
}

/** A segment, with the other fields that Harness sends. */
export interface HarnessSegment extends Segment {
  readonly name?: Optional<string>
  readonly environment?: Optional<string>
}

/** One attribute of a target or of a count. Only `target` may be null: the SDKs send null if there was no target. */
export interface HarnessKeyValue {
  key: string
  value: string | null
}

/** The body of `POST /metrics/{environment}`. */
export interface HarnessMetrics {
  targetData?: Optional<{ identifier: string; name: string; attributes: HarnessKeyValue[] }[]>
  metricsData?: Optional<
    { timestamp: number; count: number; metricsType: 'FFMETRICS'; attributes: HarnessKeyValue[] }[]
  >
}
