/**
 * Harness's FeatureConfig and Segment, and the schemas that check them. Any optional member may also be sent as `null`.
 * Source: the `client-v1` API of the Harness SDKs.
 *
 * @module
 */
import * as v from 'valibot'

/** A flag, as Harness's config API sends it. */
export interface FeatureConfig {
  readonly feature: string
  readonly kind: 'boolean' | 'int' | 'string' | 'json'
  readonly state: 'on' | 'off'
  readonly variations: readonly Variation[]
  readonly offVariation?: string | null | undefined
  readonly defaultServe?: Serve | null | undefined
  readonly rules?: readonly ServingRule[] | null | undefined
  readonly prerequisites?: readonly Prerequisite[] | null | undefined
  readonly variationToTargetMap?: readonly VariationMap[] | null | undefined
  readonly version?: number | null | undefined
}

export interface Variation {
  readonly identifier: string
  /** Always a string: `'true'`, `'42'`, `'{"a":1}'`. */
  readonly value: string
  readonly name?: string | null | undefined
}

/** If both are set, `variation` counts in a rule, and `distribution` in `defaultServe`. */
export interface Serve {
  readonly variation?: string | null | undefined
  readonly distribution?: Distribution | null | undefined
}

export interface Distribution {
  readonly bucketBy?: string | null | undefined
  readonly variations: readonly { readonly variation: string; readonly weight: number }[]
}

export interface ServingRule {
  readonly ruleId?: string | null | undefined
  readonly priority?: number | null | undefined
  readonly clauses?: readonly Clause[] | null | undefined
  readonly serve?: Serve | null | undefined
}

export interface Clause {
  readonly attribute?: string | null | undefined
  readonly op?: string | null | undefined
  readonly values?: readonly string[] | null | undefined
  /** Ignored by every Harness SDK. */
  readonly negate?: boolean | null | undefined
}

export interface Prerequisite {
  readonly feature: string
  readonly variations?: readonly string[] | null | undefined
}

export interface VariationMap {
  readonly variation: string
  readonly targets?: readonly { readonly identifier: string }[] | null | undefined
  readonly targetSegments?: readonly string[] | null | undefined
}

/** A group of targets, as Harness's config API sends it. */
export interface Segment {
  readonly identifier: string
  readonly included?: readonly { readonly identifier: string }[] | null | undefined
  readonly excluded?: readonly { readonly identifier: string }[] | null | undefined
  /** A target that matches any clause is in the segment. Ignored if there are serving rules. */
  readonly rules?: readonly Clause[] | null | undefined
  /** A target that matches all clauses of any rule is in the segment. Tried by priority. */
  readonly servingRules?: readonly SegmentServingRule[] | null | undefined
  readonly version?: number | null | undefined
}

export interface SegmentServingRule {
  readonly ruleId?: string | null | undefined
  readonly priority?: number | null | undefined
  readonly clauses?: readonly Clause[] | null | undefined
}

const identifier = v.pipe(v.string(), v.minLength(1))
const targets = v.nullish(v.array(v.object({ identifier: v.string() })))
const strings = v.nullish(v.array(v.string()))

const clauses = v.nullish(
  v.array(
    v.object({
      attribute: v.nullish(v.string()),
      op: v.nullish(v.string()),
      values: strings,
      negate: v.nullish(v.boolean()),
    }),
  ),
)

const serve = v.nullish(
  v.object({
    variation: v.nullish(v.string()),
    distribution: v.nullish(
      v.object({
        bucketBy: v.nullish(v.string()),
        variations: v.array(v.object({ variation: v.string(), weight: v.pipe(v.number(), v.finite()) })),
      }),
    ),
  }),
)

const segmentRules = v.nullish(
  v.array(v.object({ ruleId: v.nullish(v.string()), priority: v.nullish(v.number()), clauses })),
)

export const featureConfigSchema: v.GenericSchema<unknown, FeatureConfig> = v.object({
  feature: identifier,
  kind: v.picklist(['boolean', 'int', 'string', 'json']),
  state: v.picklist(['on', 'off']),
  variations: v.array(v.object({ identifier: v.string(), value: v.string(), name: v.nullish(v.string()) })),
  offVariation: v.nullish(v.string()),
  defaultServe: serve,
  rules: v.nullish(
    v.array(
      v.object({
        ruleId: v.nullish(v.string()),
        priority: v.nullish(v.number()),
        clauses,
        serve,
      }),
    ),
  ),
  prerequisites: v.nullish(v.array(v.object({ feature: v.string(), variations: strings }))),
  variationToTargetMap: v.nullish(
    v.array(v.object({ variation: v.string(), targets, targetSegments: strings })),
  ),
  version: v.nullish(v.number()),
})

export const segmentSchema: v.GenericSchema<unknown, Segment> = v.object({
  identifier,
  included: targets,
  excluded: targets,
  rules: clauses,
  servingRules: segmentRules,
  version: v.nullish(v.number()),
})
