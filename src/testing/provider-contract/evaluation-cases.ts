import { evaluateFlag } from '../../core/evaluate.js'
import { decide } from '../../core/flag.js'
import type { Snapshot } from '../../core/snapshot.js'
import { Subject } from '../../core/subject.js'
import type { Target } from '../../core/target.js'
import type { ContractCase } from '../contract-case.js'
import { expectEqual, expectTrue } from '../expect.js'
import type { ProviderUnderTest } from './provider.js'
import { openAnswer, withApi } from './world.js'

/** Attributes that try to break an evaluation. */
const HOSTILE: Readonly<Record<string, unknown>> = {
  null: null,
  'a symbol': Symbol('attribute'),
  'a BigInt': 10n,
  'not a number': Number.NaN,
  'an object without a prototype': Object.create(null),
  'an object that cannot be written': {
    toString() {
      throw new Error('no')
    },
  },
  'a long string': 'a'.repeat(16_384),
  'nested lists': [[[[['a']]]]],
}

const quiet = () => {}

/** A target that has a value for every attribute, and tells which were read. */
const spy = (value: unknown): { readonly target: Target; readonly read: ReadonlySet<string> } => {
  const read = new Set<string>()
  const attributes = new Proxy<Record<string, unknown>>(
    {},
    {
      getOwnPropertyDescriptor(_, name) {
        read.add(String(name))
        return { value, configurable: true, enumerable: true, writable: true }
      },
      get: (_, name) => {
        read.add(String(name))
        return value
      },
    },
  )
  return { target: { identifier: 'ada', attributes }, read }
}

/** What evaluating the provider's flags must do. */
export const evaluationCases = (subject: ProviderUnderTest): readonly ContractCase[] => {
  const withSnapshot = (run: (snapshot: Snapshot) => void) => () =>
    withApi(subject, subject.respond, async ({ fetch }) => run(openAnswer(subject, await fetch())))
  return [
    {
      name: 'a flag has a decision with a reason of the snapshot, with and without a target',
      run: withSnapshot((snapshot) => {
        const names = snapshot.header.reasons.map(([name]) => name)
        for (const { key } of snapshot.all()) {
          for (const target of [undefined, new Subject({ identifier: 'ada' }, quiet)]) {
            const { reason } = evaluateFlag(snapshot, key, target).detail
            expectTrue(names.includes(reason), `the reason of ${key} was ${reason}`)
          }
        }
      }),
    },
    {
      name: 'the same target has the same decision, however often it is asked',
      run: withSnapshot((snapshot) => {
        for (const flag of snapshot.all()) {
          for (const identifier of ['ada', 'bob', 'eve']) {
            const ask = () => decide(flag.decider, new Subject({ identifier }, quiet))
            const first = ask()
            expectTrue(ask() === first, `the decision of ${flag.key} for ${identifier} must not change`)
          }
        }
      }),
    },
    ...Object.entries(HOSTILE).map(([name, value]) => ({
      name: `attributes that are ${name} never throw`,
      run: withSnapshot((snapshot) => {
        for (const { key } of snapshot.all()) {
          evaluateFlag(snapshot, key, new Subject(spy(value).target, quiet))
        }
      }),
    })),
    {
      name: 'rules read no attribute that the header does not list',
      run: withSnapshot((snapshot) => {
        const { attributes } = snapshot.header
        if (attributes === undefined) return // then any may be read
        for (const value of ['a', 1, true, ['a']]) {
          const { target, read } = spy(value)
          for (const { key } of snapshot.all()) evaluateFlag(snapshot, key, new Subject(target, quiet))
          const missing = [...read].filter((name) => !attributes.includes(name))
          expectEqual(missing, [], 'attributes that are read and not listed')
        }
      }),
    },
    {
      name: 'a rollout by the identifier goes by the bucketingKey, if the target has one',
      run: withSnapshot((snapshot) => {
        for (const { key } of snapshot.all()) {
          for (let i = 0; i < 20; i++) {
            const bucketingKey = `device-${i}`
            const [before, after] = ['anonymous', 'ada'].map((identifier) => {
              const asked = new Subject({ identifier, bucketingKey }, quiet)
              const { detail } = evaluateFlag(snapshot, key, asked)
              return asked.usedBucketingKey ? detail.variation : undefined
            })
            if (before !== undefined && after !== undefined)
              expectEqual(after, before, `the variation of ${key}`)
          }
        }
      }),
    },
  ]
}
