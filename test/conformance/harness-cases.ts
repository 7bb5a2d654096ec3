import { createFlags, type Flags } from 'burgee'
import { compileHarness, type FeatureConfig, type Segment } from 'burgee/harness'

/** One file of evaluator cases, as published for all Harness server SDKs. */
export interface HarnessCases {
  readonly flags: readonly FeatureConfig[]
  readonly segments?: readonly Segment[] | null
  readonly targets?: readonly CaseTarget[] | null
  readonly tests: readonly { readonly flag: string; readonly target?: string; readonly expected: unknown }[]
}

interface CaseTarget {
  readonly identifier: string
  readonly name?: string
  readonly attributes?: Record<string, unknown> | null
}

/** Evaluates every case. Returns the results that differ from what is expected. */
export const runCases = (
  cases: HarnessCases,
): { readonly run: number; readonly wrong: readonly unknown[] } => {
  const { snapshot } = compileHarness({ flags: cases.flags, segments: cases.segments ?? [] })
  const handle = createFlags({ snapshot, logLevel: 'silent' })
  const wrong: unknown[] = []
  for (const { flag, target: identifier, expected } of cases.tests) {
    const target = cases.targets?.find((candidate) => candidate.identifier === identifier)
    if (identifier !== undefined && target === undefined) throw new Error(`no target ${identifier}`)
    const flags = handle.forTarget(target && { ...target, attributes: target.attributes ?? undefined })
    const got = evaluate(flags, flag)
    const value = typedExpectation(flags.flagType(flag), expected)
    if (JSON.stringify(got) !== JSON.stringify(value)) wrong.push({ flag, target: identifier, expected, got })
  }
  return { run: cases.tests.length, wrong }
}

/** Some files give the expected value of a JSON flag as its text. */
const typedExpectation = (type: string, expected: unknown): unknown =>
  type === 'json' && typeof expected === 'string' ? JSON.parse(expected) : expected

/** Through the method that belongs to the flag's type, with a fallback that no case expects. */
const evaluate = (flags: Flags, key: string): unknown => {
  switch (flags.flagType(key)) {
    case 'boolean':
      // A fallback that is neither value would not be a boolean: detail tells a fallback from a value.
      return flags.detail(key, false).errorCode ?? flags.boolVariation(key, false)
    case 'int':
      return flags.numberVariation(key, Number.MIN_VALUE)
    case 'string':
      return flags.stringVariation(key, '(fallback)')
    case 'json':
      return flags.jsonVariation<unknown>(key, '(fallback)')
    case 'flag_not_found':
      return '(no such flag)'
  }
}
