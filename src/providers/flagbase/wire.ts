/**
 * Flagbase's flag, and the schema that checks it. Any optional member may also be sent as `null`.
 * Source: the API of Flagbase's polling service.
 *
 * @module
 */
import * as v from 'valibot'

/** A flag, as the polling service sends it in the `attributes` of a resource. */
export interface Flag {
  readonly flagKey: string
  /** True: the rules are ignored. */
  readonly useFallthrough?: boolean | null | undefined
  /** Served if no rule matches. */
  readonly fallthroughVariations?: readonly WeightedVariation[] | null | undefined
  /** Tried in order. */
  readonly rules?: readonly Rule[] | null | undefined
}

export interface WeightedVariation {
  readonly variationKey: string
  /** A percentage. If the weights add up to less than 100, the last variation gets the rest. */
  readonly weight: number
}

/** Applies to identities that have the trait. */
export interface Rule {
  readonly id?: string | null | undefined
  readonly ruleType?: string | null | undefined
  readonly traitKey: string
  readonly traitValue?: string | number | boolean | null | undefined
  /** `equal`, `contains`, `greater_than`, `greater_than_or_equal` or `regex`. */
  readonly operator?: string | null | undefined
  /** True: applies to identities that have the trait and do not match. */
  readonly negate?: boolean | null | undefined
  readonly ruleVariations?: readonly WeightedVariation[] | null | undefined
}

/** A flag as an item of a JSON:API document. */
export interface Resource {
  readonly type?: string | undefined
  readonly id?: string | undefined
  readonly attributes: Flag
}

const weightedVariations = v.nullish(
  v.array(
    v.object({
      variationKey: v.string(),
      weight: v.pipe(v.number(), v.finite(), v.minValue(0)),
    }),
  ),
)

export const flagSchema: v.GenericSchema<unknown, Flag> = v.object({
  flagKey: v.pipe(v.string(), v.minLength(1)),
  useFallthrough: v.nullish(v.boolean()),
  fallthroughVariations: weightedVariations,
  rules: v.nullish(
    v.array(
      v.object({
        id: v.nullish(v.string()),
        ruleType: v.nullish(v.string()),
        traitKey: v.string(),
        traitValue: v.nullish(v.union([v.string(), v.number(), v.boolean()])),
        operator: v.nullish(v.string()),
        negate: v.nullish(v.boolean()),
        ruleVariations: weightedVariations,
      }),
    ),
  ),
})
