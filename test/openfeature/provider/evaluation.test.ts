/** Resolution details in OpenFeature's words, for the flags of both providers. */
import { ErrorCode, type JsonValue, StandardResolutionReasons } from '@openfeature/server-sdk'
import { createFlags, type Dialect } from 'burgee'
import { compileFlagbase, type Flag } from 'burgee/flagbase'
import { compileHarness, type FeatureConfig } from 'burgee/harness'
import { burgeeProvider } from 'burgee/openfeature'
import { describe, expect, it } from 'vitest'
import { boolFlag, clause, ids, rule, stringFlag } from '../../conformance/build.js'
import * as flagbase from '../../conformance/flagbase-build.js'

const logger = { error() {}, warn() {}, info() {}, debug() {} }

const providerOf = (compiled: { snapshot: string; dialect: Dialect }) =>
  burgeeProvider({ ...compiled, logLevel: 'silent' })
const harnessProvider = (...flags: readonly FeatureConfig[]) => providerOf(compileHarness({ flags }))
const flagbaseProvider = (...flags: readonly Flag[]) => providerOf(compileFlagbase(flags))

const halves = {
  distribution: { variations: [50, 50].map((weight, place) => ({ variation: 'ab'[place] ?? '', weight })) },
}
const split = { ...rule('a', [clause('plan', 'equal', 'pro')]), serve: halves }
const ada = { targetingKey: 'ada', plan: 'pro' }

describe('Harness’s reasons', () => {
  const off = boolFlag('off', { state: 'off' })
  it.each<[string, FeatureConfig, string, string, string]>([
    ['off', stringFlag('f', { state: 'off' }), 'C', 'off', 'DISABLED'],
    [
      'a prerequisite that fails',
      stringFlag('f', { prerequisites: [{ feature: 'off', variations: ['on'] }] }),
      'C',
      'prerequisite_failed',
      'DEFAULT',
    ],
    [
      'a target list',
      stringFlag('f', { variationToTargetMap: [{ variation: 'b', targets: ids('ada') }] }),
      'B',
      'target_match',
      'TARGETING_MATCH',
    ],
    [
      'a rule',
      stringFlag('f', { rules: [rule('b', [clause('plan', 'equal', 'pro')])] }),
      'B',
      'rule_match',
      'TARGETING_MATCH',
    ],
    ['a rule’s percentage', stringFlag('f', { rules: [split] }), 'A', 'rule_rollout', 'SPLIT'],
    ['a percentage of all', stringFlag('f', { defaultServe: halves }), 'A', 'default_rollout', 'SPLIT'],
    [
      'no rule that matches',
      stringFlag('f', { rules: [rule('b', [clause('plan', 'equal', 'free')])] }),
      'A',
      'default',
      'DEFAULT',
    ],
    [
      'no rule, and a prerequisite that holds',
      stringFlag('f', { prerequisites: [{ feature: 'off', variations: ['off'] }] }),
      'A',
      'default',
      'DEFAULT',
    ],
    ['nothing to decide', stringFlag('f'), 'A', 'default', 'STATIC'],
  ])('%s', async (_, flag, value, reason, standard) => {
    const details = await harnessProvider(flag, off).resolveStringEvaluation('f', 'none', ada, logger)
    expect(details).toMatchObject({
      value,
      reason: standard,
      variant: value.toLowerCase(),
      flagMetadata: { reason },
    })
    expect(Object.keys(StandardResolutionReasons)).toContain(details.reason)
  })
})

describe('Flagbase’s reasons', () => {
  const weighted = flagbase.weighted({ control: 50, treatment: 50 })
  it.each<[string, Flag, string, string]>([
    [
      'a rule',
      flagbase.flag('f', { rules: [flagbase.rule('plan', 'equal', 'pro')] }),
      'targeted',
      'TARGETING_MATCH',
    ],
    [
      'a rule’s percentage',
      flagbase.flag('f', { rules: [flagbase.rule('plan', 'equal', 'pro', { ruleVariations: weighted })] }),
      'targeted_weighted',
      'SPLIT',
    ],
    [
      'a percentage of all',
      flagbase.flag('f', { fallthroughVariations: weighted }),
      'fallthrough_weighted',
      'SPLIT',
    ],
    [
      'no rule that matches',
      flagbase.flag('f', { rules: [flagbase.rule('plan', 'equal', 'free')] }),
      'fallthrough',
      'DEFAULT',
    ],
    ['nothing to decide', flagbase.flag('f'), 'fallthrough', 'STATIC'],
  ])('%s', async (_, flag, reason, standard) => {
    const details = await flagbaseProvider(flag).resolveStringEvaluation('f', 'none', ada, logger)
    expect(details).toMatchObject({
      reason: standard,
      variant: details.value,
      flagMetadata: { reason, provider: 'flagbase' },
    })
  })

  it('belong to strings: any other type is a mismatch', async () => {
    const provider = flagbaseProvider(flagbase.flag('f'))
    expect(await provider.resolveStringEvaluation('f', 'none', ada, logger)).toMatchObject({
      value: 'control',
    })
    expect(await provider.resolveBooleanEvaluation('f', true, ada, logger)).toMatchObject({
      value: true,
      errorCode: ErrorCode.TYPE_MISMATCH,
    })
  })

  it('a percentage without a targeting key is an error, with any attributes', async () => {
    const provider = flagbaseProvider(flagbase.flag('f', { fallthroughVariations: weighted }))
    expect(await provider.resolveStringEvaluation('f', 'none', { f: 'an attribute' }, logger)).toMatchObject({
      value: 'none',
      errorCode: ErrorCode.TARGETING_KEY_MISSING,
    })
  })
})

describe('without a targeting key', () => {
  const byPlan = { distribution: { ...halves.distribution, bucketBy: 'plan' } }
  it.each<[string, FeatureConfig, Record<string, string>, string]>([
    ['a percentage of all', stringFlag('f', { defaultServe: halves }), {}, 'TARGETING_KEY_MISSING'],
    [
      'a percentage by an attribute that the context has',
      stringFlag('f', { defaultServe: byPlan }),
      { plan: 'pro' },
      'SPLIT',
    ],
    [
      'a percentage by an attribute that the context does not have',
      stringFlag('f', { defaultServe: byPlan }),
      { city: 'Oslo' },
      'TARGETING_KEY_MISSING',
    ],
    [
      'a percentage of a rule that matches',
      stringFlag('f', { rules: [split] }),
      { plan: 'pro' },
      'TARGETING_KEY_MISSING',
    ],
    [
      'a percentage of a rule that does not match',
      stringFlag('f', { rules: [split] }),
      { plan: 'free' },
      'DEFAULT',
    ],
    [
      'a rule that comes before a percentage',
      stringFlag('f', { rules: [rule('b', [clause('plan', 'equal', 'pro')])], defaultServe: halves }),
      { plan: 'pro' },
      'TARGETING_MATCH',
    ],
    [
      'a prerequisite that fails before a percentage',
      stringFlag('f', { prerequisites: [{ feature: 'off', variations: ['on'] }], defaultServe: halves }),
      {},
      'DEFAULT',
    ],
    ['a flag that is off', stringFlag('f', { state: 'off', defaultServe: halves }), {}, 'DISABLED'],
  ])('%s', async (_, flag, context, outcome) => {
    const off = boolFlag('off', { state: 'off' })
    const details = await harnessProvider(flag, off).resolveStringEvaluation('f', 'none', context, logger)
    expect(details.errorCode ?? details.reason).toBe(outcome)
  })

  it('an error is not counted', async () => {
    const sent: unknown[] = []
    const sink = { send: async (batch: unknown) => void sent.push(batch) }
    const { snapshot } = compileHarness({ flags: [stringFlag('f', { defaultServe: halves })] })
    const provider = burgeeProvider({ snapshot, sink, logLevel: 'silent' })
    await provider.resolveStringEvaluation('f', 'none', {}, logger)
    await provider.onClose()
    expect(sent).toEqual([])
  })
})

describe('errors', () => {
  it('a value that cannot be read is PARSE_ERROR, a variation that does not exist GENERAL', async () => {
    const damaged = {
      ...boolFlag('n'),
      kind: 'int' as const,
      variations: [{ identifier: 'off', value: 'many' }],
    }
    const provider = harnessProvider(damaged, boolFlag('g', { defaultServe: { variation: 'nowhere' } }))
    expect(await provider.resolveNumberEvaluation('n', 7, ada, logger)).toMatchObject({
      value: 7,
      reason: 'ERROR',
      errorCode: ErrorCode.PARSE_ERROR,
    })
    expect(await provider.resolveBooleanEvaluation('g', true, ada, logger)).toMatchObject({
      value: true,
      errorCode: ErrorCode.GENERAL,
    })
  })

  it('before there are flags it is PROVIDER_NOT_READY for every target', async () => {
    expect(await burgeeProvider().resolveBooleanEvaluation('f', true, ada, logger)).toEqual({
      value: true,
      reason: 'ERROR',
      errorCode: ErrorCode.PROVIDER_NOT_READY,
      errorMessage: 'no snapshot is loaded',
      flagMetadata: { reason: 'not_ready' },
    })
  })
})

describe('an object', () => {
  const json = (value: JsonValue): FeatureConfig => ({
    ...boolFlag('o'),
    kind: 'json',
    variations: [{ identifier: 'off', value: JSON.stringify(value) }],
  })

  it.each<JsonValue>([{ a: [1, { b: null }] }, [], {}])('is served with any default: %j', async (value) => {
    const provider = harnessProvider(json(value))
    for (const fallback of [null, {}, [], 'text', 1]) {
      expect((await provider.resolveObjectEvaluation('o', fallback, ada, logger)).value).toEqual(value)
    }
  })

  it('of another type is a mismatch, also with null as the default', async () => {
    expect(
      await harnessProvider(boolFlag('f')).resolveObjectEvaluation('f', null, ada, logger),
    ).toMatchObject({
      value: null,
      errorCode: ErrorCode.TYPE_MISMATCH,
    })
  })

  it('is frozen, because all callers share it', async () => {
    const { value } = await harnessProvider(json({ a: 1 })).resolveObjectEvaluation<JsonValue>(
      'o',
      {},
      ada,
      logger,
    )
    expect(Object.isFrozen(value)).toBe(true)
  })
})

describe('flag metadata', () => {
  it('has the reason, the rule, the revision and the provider, as scalar values', async () => {
    const flag = boolFlag('f', { rules: [rule('on', [clause('plan', 'equal', 'pro')])] })
    const handle = createFlags({ snapshot: compileHarness({ flags: [flag] }).snapshot, logLevel: 'silent' })
    const { flagMetadata } = await burgeeProvider(handle).resolveBooleanEvaluation('f', false, ada, logger)
    expect(flagMetadata).toEqual({
      reason: 'rule_match',
      ruleId: 'rule-on',
      version: handle.snapshot.revision,
      provider: 'harness',
    })
  })
})
