/** flagd-core twice: by default it generates code with `new Function`. Workers forbid that, so they need it turned off. */
import type { EvaluationContext } from '@openfeature/core'
import { FlagdCore, MemoryStorage } from '@openfeature/flagd-core'
import type { FlagSpec, Rule, Target } from '../project.js'
import { type Peer, quietLogger, session } from './contract.js'

const condition = ({ attribute, anyOf, how = 'is' }: Rule) => {
  if (how === 'startsWith') return { starts_with: [{ var: attribute }, anyOf[0]] }
  if (how === 'endsWith') return { ends_with: [{ var: attribute }, anyOf[0]] }
  return anyOf.length === 1 ? { '==': [{ var: attribute }, anyOf[0]] } : { in: [{ var: attribute }, anyOf] }
}

const toFlag = ({ on, rules = [], segment, rollout, otherwise }: FlagSpec) => {
  const variants = { on: true, off: false }
  if (!on) return { state: 'ENABLED', variants, defaultVariant: 'off' } // a flag that is disabled serves the fallback
  const conditions: object[] = rules.map(condition)
  if (segment !== undefined) conditions.push({ $ref: segment })
  const rest = rollout
    ? {
        fractional: [
          ['on', 50],
          ['off', 50],
        ],
      }
    : otherwise
      ? 'on'
      : 'off'
  const targeting =
    conditions.length > 0 ? { if: [...conditions.flatMap((test) => [test, 'on']), rest] } : rollout && rest
  return {
    state: 'ENABLED',
    variants,
    defaultVariant: otherwise ? 'on' : 'off',
    ...(targeting && { targeting }),
  }
}

const contextOf = ({ identifier, attributes }: Target): EvaluationContext => ({
  targetingKey: identifier,
  ...attributes,
})

const flagdPeer = (name: string, disableDynamicCodeGeneration: boolean): Peer => ({
  name,
  asynchronous: false,
  document: ({ flags, segments }) =>
    JSON.stringify({
      flags: Object.fromEntries(flags.map((flag) => [flag.key, toFlag(flag)])),
      $evaluators: Object.fromEntries(
        segments.map(({ id, members }) => [id, { in: [{ var: 'targetingKey' }, members] }]),
      ),
    }),
  open(document) {
    const options = { disableDynamicCodeGeneration }
    const core = new FlagdCore(new MemoryStorage(quietLogger, options), quietLogger, options)
    core.setConfigurations(document)
    return session({
      context: contextOf,
      bool: (context, key, fallback) =>
        core.resolveBooleanEvaluation(key, fallback, context, quietLogger).value,
      all(context) {
        const values: Record<string, unknown> = {}
        for (const { flagKey, value } of core.resolveAll(context, quietLogger)) values[flagKey] = value
        return values
      },
      close() {},
    })
  },
})

export const flagd = flagdPeer('flagd-core', false)
export const flagdEdge = flagdPeer('flagd-core, no code generation', true)
