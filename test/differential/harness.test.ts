/**
 * Compares Burgee with the evaluator of the official Harness Node SDK, on generated flags, segments and targets.
 * Each difference on purpose has its own test below, with its reason. No other difference is allowed.
 */
import type { Client, Target } from '@harnessio/ff-nodejs-server-sdk'
import { createFlags, type Flags } from 'burgee'
import { compileHarness, type FeatureConfig, type Segment } from 'burgee/harness'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveHarnessApi } from '../../worker/demo/serve-api.js'
import { boolFlag, clause, ids, rule, stringFlag } from '../conformance/build.js'
import { connectSdk } from '../kit/harness-sdk.js'
import { sample } from '../kit/sample.js'
import { type GeneratedTarget, type World, world } from './generate.js'

/** Every failure names it. Set `SEED` to repeat a run. */
const seed = Number(process.env['SEED'])
const RUNS = sample(3_000, 300)

let sdk: { client: Client; stored: Map<string, unknown> }
const closers: (() => unknown)[] = []

beforeAll(async () => {
  const { url, close } = await serveHarnessApi({ flags: [] })
  sdk = connectSdk(url, 'demo-key', { enableStream: false, enableAnalytics: false })
  closers.push(() => sdk.client.close(), close)
  await sdk.client.waitForInitialization()
})

afterAll(async () => {
  for (const close of closers) await close()
})

/** Puts flags and segments into the SDK's store, in the form in which its repository stores them. */
const teach = ({ flags, segments }: Pick<World, 'flags' | 'segments'>) => {
  sdk.stored.clear()
  for (const flag of structuredClone(flags)) sdk.stored.set(`flags/${flag.feature}`, flag)
  for (const segment of structuredClone(segments)) {
    const servingRules = segment.servingRules && [...segment.servingRules]
    servingRules?.sort((a, b) => (a.priority ?? 0) - (b.priority ?? 0))
    sdk.stored.set(`segments/${segment.identifier}`, { ...segment, servingRules })
  }
}

const NOT_SERVED = {
  boolean: [true, false],
  int: [-99],
  string: ['(fallback)'],
  json: [{ fallback: true }],
} as const

/** Evaluates with fallbacks that cannot be values. A boolean is evaluated with both fallbacks. */
const askSdk = (kind: FeatureConfig['kind'], key: string, target: Target | undefined): Promise<unknown[]> => {
  const { client } = sdk
  const given = target as Target // the SDK's types want one; its documentation and code do not
  switch (kind) {
    case 'boolean':
      return Promise.all(NOT_SERVED.boolean.map((fallback) => client.boolVariation(key, given, fallback)))
    case 'int':
      return Promise.all([client.numberVariation(key, given, NOT_SERVED.int[0])])
    case 'string':
      return Promise.all([client.stringVariation(key, given, NOT_SERVED.string[0])])
    case 'json':
      return Promise.all([client.jsonVariation(key, given, NOT_SERVED.json[0])])
  }
}

const askBurgee = (kind: FeatureConfig['kind'], key: string, flags: Flags): unknown[] => {
  switch (kind) {
    case 'boolean':
      return NOT_SERVED.boolean.map((fallback) => flags.boolVariation(key, fallback))
    case 'int':
      return [flags.numberVariation(key, NOT_SERVED.int[0])]
    case 'string':
      return [flags.stringVariation(key, NOT_SERVED.string[0])]
    case 'json':
      return [flags.jsonVariation(key, NOT_SERVED.json[0])]
  }
}

/** Compares both results for every flag and target of a world. Throws if they differ. */
const compare = async (
  { flags, segments, targets }: World,
  whom: readonly (GeneratedTarget | undefined)[] = targets,
) => {
  teach({ flags, segments })
  const handle = createFlags({ snapshot: compileHarness({ flags, segments }).snapshot, logLevel: 'silent' })
  let compared = 0
  for (const target of whom) {
    const seen = handle.forTarget(target)
    for (const { feature, kind } of flags) {
      const theirs = await askSdk(kind, feature, structuredClone(target) as Target | undefined)
      expect({ feature, target, answer: askBurgee(kind, feature, seen) }).toEqual({
        feature,
        target,
        answer: theirs,
      })
      compared++
    }
  }
  return compared
}

describe(`generated flags, segments and targets (SEED=${seed}, ${RUNS} runs)`, () => {
  it('every target is served the same by both', async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(world(true), async (generated) => {
        compared += await compare(generated)
      }),
      { seed, numRuns: RUNS },
    )
    expect(compared).toBeGreaterThan(RUNS * 24) // six flags, at least four targets
    console.log(
      `compared with the Harness Node SDK: ${compared} evaluations of ${RUNS * 6} flags (SEED=${seed})`,
    )
  }, 240_000)

  it('without a target, both serve the same', async () => {
    await fc.assert(
      fc.asyncProperty(world(false), async (generated) => {
        await compare(generated, [undefined])
      }),
      { seed, numRuns: RUNS / 4 },
    )
  }, 120_000)

  it('the generated flags reach every reason', () => {
    const reasons = new Map<string, number>()
    for (const { flags, segments, targets } of fc.sample(world(true), { seed, numRuns: 200 })) {
      const handle = createFlags({
        snapshot: compileHarness({ flags, segments }).snapshot,
        logLevel: 'silent',
      })
      for (const target of targets) {
        for (const { feature } of flags) {
          const { reason } = handle.forTarget(target).detail<unknown>(feature, null)
          reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
        }
      }
    }
    for (const reason of [
      'off',
      'prerequisite_failed',
      'target_match',
      'rule_match',
      'rule_rollout',
      'default',
      'default_rollout',
      'error',
    ]) {
      expect(reasons.get(reason), reason).toBeGreaterThan(50)
    }
  })
})

describe('differences from the Node SDK on purpose', () => {
  const NOT_ASKED = Symbol('not asked')
  const ada: GeneratedTarget = { identifier: 'ada', attributes: { plan: 'pro', age: 10 } }
  interface Difference {
    readonly name: string
    readonly reason: string
    readonly flags: readonly FeatureConfig[]
    readonly segments?: readonly Segment[]
    readonly target?: GeneratedTarget | null
    /** The result of each for the last flag. Error stands for a rejection. */
    readonly theirs: unknown
    readonly ours: unknown
  }
  const always = clause('plan', 'equal', 'pro')
  const split = {
    distribution: {
      bucketBy: 'identifier',
      variations: [
        { variation: 'a', weight: 50 },
        { variation: 'b', weight: 50 },
      ],
    },
  }

  const differences: readonly Difference[] = [
    {
      name: 'rules of equal priority keep their order',
      reason: 'the SDK sorts with a comparison that never says equal, and so turns them around',
      flags: [stringFlag('flag', { rules: [rule('b', [always], 1), rule('c', [always], 1)] })],
      theirs: 'C',
      ours: 'B',
    },
    {
      name: 'gt compares numbers as numbers',
      reason: 'the SDK compares strings, so 10 is not greater than 9; Python, Go and Java compare numbers',
      flags: [stringFlag('flag', { rules: [rule('b', [clause('age', 'gt', '9')])] })],
      theirs: 'A',
      ours: 'B',
    },
    {
      name: 'match is a regular expression',
      reason: 'Go and Java have the operator; the Node SDK does not know it',
      flags: [stringFlag('flag', { rules: [rule('b', [clause('plan', 'match', '^p.o$')])] })],
      theirs: 'A',
      ours: 'B',
    },
    {
      name: 'a missing prerequisite counts as met, and the ones after it still count',
      reason: 'the SDK stops looking at the first that is missing',
      flags: [
        boolFlag('base'),
        stringFlag('flag', {
          prerequisites: [
            { feature: 'missing', variations: ['on'] },
            { feature: 'base', variations: ['on'] },
          ],
        }),
      ],
      theirs: 'A',
      ours: 'C',
    },
    {
      name: 'a prerequisite that serves a variation it does not have fails',
      reason: 'the SDK rejects with a TypeError',
      flags: [
        boolFlag('base', { defaultServe: { variation: 'gone' } }),
        stringFlag('flag', { prerequisites: [{ feature: 'base', variations: ['on'] }] }),
      ],
      theirs: Error,
      ours: 'C',
    },
    {
      name: 'no target is served the last variation of a rollout',
      reason: 'the SDK rejects with a TypeError',
      flags: [stringFlag('flag', { defaultServe: split })],
      target: null,
      theirs: Error,
      ours: 'B',
    },
    {
      name: 'a flag that serves nothing falls back',
      reason: 'the SDK rejects with a TypeError',
      flags: [stringFlag('flag', { defaultServe: null })],
      theirs: Error,
      ours: '(fallback)',
    },
    {
      name: 'a rule that serves null gives the default',
      reason: 'the SDK rejects with a TypeError; any optional member may be null',
      flags: [stringFlag('flag', { rules: [{ priority: 1, clauses: [always], serve: null }] })],
      theirs: Error,
      ours: 'A',
    },
    {
      name: 'inherited properties are no attributes',
      reason: 'the SDK finds `constructor` on every target',
      flags: [stringFlag('flag', { rules: [rule('b', [clause('constructor', 'contains', 'Object')])] })],
      theirs: 'B',
      ours: 'A',
    },
    {
      name: 'the members of a target besides identifier and name are no attributes',
      reason: 'the SDK finds the object `attributes` under that name',
      flags: [stringFlag('flag', { rules: [rule('b', [clause('attributes', 'contains', 'object')])] })],
      theirs: 'B',
      ours: 'A',
    },
    {
      name: 'an attribute named identifier does not stand in for an empty identifier',
      reason: 'identifier and name are the target’s own',
      flags: [stringFlag('flag', { rules: [rule('b', [clause('identifier', 'equal', 'eve')])] })],
      target: { identifier: '', attributes: { identifier: 'eve' } },
      theirs: 'B',
      ours: 'A',
    },
    {
      name: 'an empty list does not make a bucket',
      reason: 'it is written as nothing, and an empty attribute falls back to the identifier',
      flags: [
        stringFlag('flag', {
          // The bucket of `tags:` is 19, of `identifier:bob` 54.
          defaultServe: { distribution: { ...split.distribution, bucketBy: 'tags' } },
        }),
      ],
      target: { identifier: 'bob', attributes: { tags: [] } },
      theirs: 'A',
      ours: 'B',
    },
    {
      name: 'a number that cannot be read falls back',
      reason: 'the SDK serves NaN',
      flags: [{ ...stringFlag('flag'), kind: 'int', variations: [{ identifier: 'a', value: 'ten' }] }],
      theirs: Number.NaN,
      ours: -99,
    },
    {
      name: 'JSON that cannot be read falls back',
      reason: 'the SDK rejects with a SyntaxError',
      flags: [{ ...stringFlag('flag'), kind: 'json', variations: [{ identifier: 'a', value: '{' }] }],
      theirs: Error,
      ours: { fallback: true },
    },
    {
      name: 'flags on a cycle of prerequisites are refused',
      reason: 'the SDK walks the cycle until memory ends, so it is not asked here',
      flags: [
        boolFlag('one', { prerequisites: [{ feature: 'flag', variations: ['a'] }] }),
        stringFlag('flag', { prerequisites: [{ feature: 'one', variations: ['off'] }] }),
      ],
      theirs: NOT_ASKED,
      ours: '(fallback)',
    },
    {
      name: 'segments on a cycle keep their lists alone',
      reason: 'the SDK walks the cycle until memory ends, so it is not asked here',
      flags: [stringFlag('flag', { rules: [rule('b', [clause('', 'segmentMatch', 's')])] })],
      segments: [{ identifier: 's', included: ids('bob'), rules: [clause('', 'segmentMatch', 's')] }],
      theirs: NOT_ASKED,
      ours: 'A',
    },
  ]

  it.each(differences)('$name: $reason', async ({ flags, segments = [], target = ada, theirs, ours }) => {
    teach({ flags, segments })
    const asked = flags.at(-1)
    if (asked === undefined) throw new Error('no flag')
    const given = target ?? undefined
    if (theirs !== NOT_ASKED) {
      const answer = askSdk(asked.kind, asked.feature, given as Target | undefined)
      if (theirs === Error) await expect(answer).rejects.toThrow()
      else expect(await answer).toEqual([theirs])
    }
    const handle = createFlags({ snapshot: compileHarness({ flags, segments }).snapshot, logLevel: 'silent' })
    expect(askBurgee(asked.kind, asked.feature, handle.forTarget(given))).toEqual([ours])
  })
})
