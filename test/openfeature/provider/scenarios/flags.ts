import { compileHarness, type FeatureConfig, type ServingRule } from 'burgee/harness'
import { clause, rule } from '../../../conformance/build.js'

/** Variations by identifier, with their values. */
type Variants = Readonly<Record<string, unknown>>

const KINDS = { boolean: 'boolean', string: 'string', number: 'int', object: 'json' } as const

/** A flag that serves its first variant, and others by its rules. */
const flag = (
  feature: string,
  variants: Variants,
  { rules = [], state = 'on' }: { rules?: readonly ServingRule[]; state?: 'on' | 'off' } = {},
): FeatureConfig => {
  const [[identifier, value] = ['', '']] = Object.entries(variants)
  return {
    feature,
    kind: KINDS[typeof value as keyof typeof KINDS],
    state,
    variations: Object.entries(variants).map(([identifier, value]) => ({
      identifier,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    })),
    offVariation: identifier,
    defaultServe: { variation: identifier },
    rules,
  }
}

const pictures = { showImages: true, title: 'Check out these pics!', imagesPerPage: 100 }

/** The types of flags, each with an empty value and one that is not empty. */
const ZEROS: Readonly<Record<string, Variants>> = {
  boolean: { zero: false, 'non-zero': true },
  string: { zero: '', 'non-zero': 'str' },
  integer: { zero: 0, 'non-zero': 1 },
  float: { zero: 0, 'non-zero': 1 },
  object: { zero: {}, 'non-zero': pictures },
}

const emailRule = rule('zero', [clause('email', 'equal_sensitive', 'ballmer@macrosoft.com')])

/** The targeting key that `targeting-key-flag` serves `hit` to. */
const HIT = '5c3d8535-f81a-4478-a6d3-afaa4d51199e'

/**
 * The flags of OpenFeature's scenarios, as Harness flags with the same keys, types, variants and rules.
 *
 * @param changing the value of `changing-flag`
 */
export const scenarioFlags = (changing = 'before'): readonly FeatureConfig[] => [
  flag('boolean-flag', { on: true, off: false }),
  flag('string-flag', { greeting: 'hi', parting: 'bye' }),
  flag('integer-flag', { ten: 10, one: 1 }),
  flag('float-flag', { half: 0.5, tenth: 0.1 }),
  flag('object-flag', { template: pictures, empty: {} }),
  ...Object.entries(ZEROS).map(([type, variants]) => flag(`${type}-zero-flag`, variants)),
  ...Object.entries(ZEROS).map(([type, variants]) =>
    flag(`${type}-targeted-zero-flag`, variants, { rules: [emailRule] }),
  ),
  flag(
    'context-aware',
    { external: 'EXTERNAL', internal: 'INTERNAL' },
    { rules: [rule('internal', [clause('customer', 'equal', 'false')])] },
  ),
  flag('metadata-flag', { on: true, off: false }),
  // Boolean, because the features ask for an integer or a string.
  flag('wrong-flag', { one: true, two: false }),
  flag('boolean-disabled-flag', { off: false, on: true }, { state: 'off' }),
  flag('string-disabled-flag', { parting: 'bye', greeting: 'hi' }, { state: 'off' }),
  flag('large-integer-flag', { 'max-int32': 2_147_483_647 }),
  flag('huge-integer-flag', { 'max-safe': Number.MAX_SAFE_INTEGER }),
  flag('changing-flag', { current: changing }),
  {
    ...flag('targeting-key-flag', { miss: 'miss', hit: 'hit' }),
    variationToTargetMap: [{ variation: 'hit', targets: [{ identifier: HIT }] }],
  },
  {
    ...flag('split-flag', { control: 'control', treatment: 'treatment' }),
    defaultServe: {
      distribution: {
        variations: [
          { variation: 'control', weight: 50 },
          { variation: 'treatment', weight: 50 },
        ],
      },
    },
  },
]

export const scenarioSnapshot = (changing?: string): string =>
  compileHarness({ flags: scenarioFlags(changing) }).snapshot
